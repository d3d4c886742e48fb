package dev.cairn.engine.simulate;

import dev.cairn.engine.simulate.Operation.Operator;
import dev.cairn.engine.simulate.Situation.Sentence;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The generator of the arithmetic world's word problems. A problem starts from a number and changes
 * it in 3 to 9 steps by addition, subtraction, multiplication and exact division, told as one of
 * {@link Situation#ALL}; all values stay between 1 and 9999. How hard it is, its level, shows in
 * the number it starts from: below 10, 30, 100, 300 and 1000 for the levels 1 to 5.
 */
public final class ArithmeticProblems {
  /** Levels are 1 to this. */
  public static final int LEVELS = 5;

  private static final int MIN_STEPS = 3;
  private static final int MAX_STEPS = 9;
  private static final long LARGEST_VALUE = 9999;
  private static final long[] LEVEL_STARTS = {4, 10, 30, 100, 300, 1000};
  private static final List<String> NAMES =
      List.of(
          "Amara", "Bruno", "Chidi", "Dalia", "Emil", "Farah", "Goran", "Hana", "Ines", "Jonas",
          "Kaveh", "Lucia", "Mateo", "Nadia", "Olga", "Priya", "Quentin", "Rosa", "Samir", "Tomas",
          "Ursula", "Vera", "Wanda", "Yusuf");

  private ArithmeticProblems() {}

  /**
   * Problems of all levels in turn, each with 3 to 9 steps; the same for the same seed, and a
   * longer set starts with the shorter one.
   */
  public static List<ArithmeticProblem> generate(long seed, int count) {
    return distinct(
        seed,
        count,
        (number, draws) -> {
          int steps = MIN_STEPS + draws.below(MAX_STEPS - MIN_STEPS + 1);
          return problem(id(number), steps, number % LEVELS + 1, draws);
        });
  }

  /**
   * Problems of one level and one number of steps.
   *
   * @param steps at least 1
   * @param level 1 to 5
   */
  public static List<ArithmeticProblem> generate(long seed, int count, int steps, int level) {
    if (steps < 1) {
      throw new IllegalArgumentException("steps must be at least 1 but was " + steps);
    }
    if (level < 1 || level > LEVELS) {
      throw new IllegalArgumentException("level must be in [1, 5] but was " + level);
    }
    return distinct(seed, count, (number, draws) -> problem(id(number), steps, level, draws));
  }

  private interface Maker {
    ArithmeticProblem make(int number, Draws draws);
  }

  /** Draws until there are enough problems with different questions. */
  private static List<ArithmeticProblem> distinct(long seed, int count, Maker maker) {
    List<ArithmeticProblem> problems = new ArrayList<>();
    Set<String> questions = new HashSet<>();
    for (long attempt = 0; problems.size() < count; attempt++) {
      Draws draws = new Draws(Chance.mix(seed, attempt));
      ArithmeticProblem problem = maker.make(problems.size(), draws);
      if (questions.add(problem.question())) {
        problems.add(problem);
      }
    }
    return problems;
  }

  private static String id(int number) {
    return "arithmetic-%03d".formatted(number + 1);
  }

  /** The level of a problem that starts from a number. */
  static int level(long start) {
    int level = 1;
    while (level < LEVELS && start >= LEVEL_STARTS[level]) {
      level++;
    }
    return level;
  }

  /** Numbers drawn one after the other from a key. */
  private static final class Draws {
    private final long key;
    private long drawn;

    Draws(long key) {
      this.key = key;
    }

    int below(int bound) {
      return Chance.below(Chance.mix(key, drawn++), bound);
    }

    <T> T of(List<T> list) {
      return list.get(below(list.size()));
    }
  }

  private static ArithmeticProblem problem(String id, int steps, int level, Draws draws) {
    long least = LEVEL_STARTS[level - 1];
    long value = least + draws.below((int) (LEVEL_STARTS[level] - least));
    Situation situation = draws.of(Situation.ALL);
    String name = draws.of(NAMES);
    StringBuilder question = new StringBuilder(situation.opening().fill(name, value));
    Sentence previous = situation.opening();
    for (int i = 0; i < steps; i++) {
      Operation operation = operation(value, level, draws);
      value = operation.apply(value);
      List<Sentence> sentences = situation.sentences(operation.operator());
      Sentence sentence = draws.of(sentences);
      while (sentence.equals(previous) && sentences.size() > 1) {
        sentence = draws.of(sentences);
      }
      previous = sentence;
      String connective = draws.of(Situation.CONNECTIVES);
      question
          .append(' ')
          .append(i > 0 && sentence.startsWithName() ? connective : "")
          .append(sentence.fill(name, operation.operand()));
    }
    question.append(' ').append(situation.ask());
    return new ArithmeticProblem(id, question.toString(), Long.toString(value), level);
  }

  /** An operation that keeps the value in its range; larger operands at higher levels. */
  private static Operation operation(long value, int level, Draws draws) {
    while (true) {
      int kind = draws.below(8);
      long factor = 2L + draws.below(4);
      long term = 2L + draws.below(8 * level * level);
      if (kind < 3 && value + term <= LARGEST_VALUE) {
        return new Operation(Operator.ADD, term);
      }
      if (kind >= 3 && kind < 6 && term < value) {
        return new Operation(Operator.SUBTRACT, term);
      }
      if (kind == 6 && value * factor <= LARGEST_VALUE) {
        return new Operation(Operator.MULTIPLY, factor);
      }
      if (kind == 7 && value % factor == 0 && value > factor) {
        return new Operation(Operator.DIVIDE, factor);
      }
    }
  }
}
