package dev.cairn.engine.simulate;

import dev.cairn.engine.simulate.Operation.Operator;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * A world of word problems ({@link ArithmeticProblems}), read from the prompt alone.
 *
 * <p><b>Policy.</b> A solution has one step per operation, each with one equation, separated by a
 * blank line; the last gives the value in {@code \boxed{}} and ends the answer. A step is right
 * with probability p = 0.97, 0.9025, 0.835, 0.7675, 0.70 for the levels 1 to 5, or as set,
 * independently for every text so far and every sample seed. Greedy decoding is one more draw of
 * the same probability, decided by the text alone. A wrong step is a slip of the result or a
 * misread number. Its value is carried on, and no later step of a wrong solution has that step's
 * right value, so that a solution with an error always ends in a wrong answer: a whole solution of
 * T steps is right with probability p^T, the best of n by an oracle with 1 - (1 - p^T)^n. Sampling
 * a solution at once and step by step with the same seed gives the same text. A prompt that ends
 * with a finished solution is continued by the end of the answer.
 *
 * <p><b>Revisions.</b> A solution that is written in view of another ({@link Draft}) has its steps
 * right as {@link Revising} says: up to the first error of that one they stay right but for a
 * corruption, that error is corrected or not, and those after it are as right as any. So it is
 * right with (1 - b)^(e - 1) c p^(T - e) if the e-th of T steps was the first wrong one, c being
 * the correction of a step that the policy is told of or the self-correction of another, and with
 * (1 - b)^T if all was right. Of several earlier solutions the last counts. After "Wait" the
 * solution so far is checked, that is written once more; after "Final Answer:" the value so far is
 * given.
 *
 * <p><b>Critic.</b> Asked what is wrong with a solution, the policy answers as {@link Critic} says.
 *
 * <p><b>Log-probabilities</b> are drawn from an exponential distribution of mean -0.12 a token in a
 * right step and -0.16 in a wrong one: plausible, and weakly informative.
 *
 * <p><b>Reward model.</b> The logit of a step's reward is normal around plus or minus {@link
 * ArithmeticSettings#rewardSignal} depending on whether all steps up to it are right; the noise is
 * a function of the text up to the step, so that the same step keeps its reward when the solution
 * grows.
 */
public final class ArithmeticWorld implements World {
  private static final double EASIEST = 0.97;
  private static final double HARDEST = 0.70;
  private static final double RIGHT_MEAN_LOG_PROB = -0.12;
  private static final double WRONG_MEAN_LOG_PROB = -0.16;

  // What a key is mixed with to decide one question; far from any sample's seed by being mixed
  // last.
  private static final long DECIDE_RIGHT = 1;
  private static final long DECIDE_SHARED = 2;
  private static final long DECIDE_ERROR = 3;
  private static final long DECIDE_WORDS = 4;
  private static final long DECIDE_LOG_PROBS = 5;
  private static final long DECIDE_REWARD = 6;
  private static final long GREEDY = 7;
  private static final long SAMPLED = 8;

  private final ArithmeticSettings settings;

  /** A world as good as the settings say. */
  public ArithmeticWorld(ArithmeticSettings settings) {
    this.settings = settings;
  }

  /** The probability that a step of a problem of this level is right, unless set otherwise. */
  public static double stepAccuracy(int level) {
    return EASIEST - (EASIEST - HARDEST) * (level - 1) / (ArithmeticProblems.LEVELS - 1);
  }

  @Override
  public Continuation read(String prompt) {
    WordProblem problem = WordProblem.in(prompt);
    Critic critic = Critic.in(prompt, problem, settings.criticAccuracy(), settings.seed());
    if (critic != null) {
      return critic;
    }
    Draft draft = Draft.of(problem, prompt.substring(problem.end()));
    long promptKey = Chance.of(prompt);
    return new Continuation() {
      @Override
      public boolean started() {
        return draft.written().steps() > 0;
      }

      @Override
      public Iterator<Token> sample(Draw draw) {
        long sampleKey = draw.greedy() ? GREEDY : Chance.mix(SAMPLED, draw.seed() + draw.index());
        return new Sample(problem, draft, promptKey, sampleKey);
      }
    };
  }

  @Override
  public List<Double> rewards(String text) {
    WordProblem problem = WordProblem.in(text);
    Derivation derivation = new Derivation(problem);
    List<Double> rewards = new ArrayList<>();
    long textKey = Chance.of(text.substring(0, problem.end()));
    int from = problem.end();
    for (int at = text.indexOf(STEP_TAG, from); at >= 0; at = text.indexOf(STEP_TAG, from)) {
      String step = text.substring(from, at);
      derivation.read(step);
      textKey = Chance.extend(textKey, step + STEP_TAG);
      rewards.add(reward(derivation.right(), textKey));
      from = at + STEP_TAG.length();
    }
    return rewards;
  }

  private double reward(boolean right, long textKey) {
    if (settings.rewardNoise() == 0) {
      return right ? 1 : 0;
    }
    long key = Chance.mix(Chance.mix(settings.seed(), textKey), DECIDE_REWARD);
    double centre = right ? settings.rewardSignal() : -settings.rewardSignal();
    double logit = centre + settings.rewardNoise() * Chance.normal(key);
    return 1 / (1 + Math.exp(-logit));
  }

  /** A sample that is written step by step as its tokens are read. */
  private final class Sample implements Iterator<Token> {
    private final WordProblem problem;
    private final Derivation derivation;
    private final Draft draft;
    private final long sampleKey;
    private final double accuracy;
    private long textKey;
    private Iterator<String> tokens = List.<String>of().iterator();
    private double meanLogProb = RIGHT_MEAN_LOG_PROB;
    private long logProbKey;
    private long drawn;
    private boolean ended;

    Sample(WordProblem problem, Draft draft, long textKey, long sampleKey) {
      this.problem = problem;
      this.draft = draft;
      this.derivation = new Derivation(draft.written());
      this.textKey = textKey;
      this.sampleKey = sampleKey;
      Double fixed = settings.stepAccuracy();
      this.accuracy = fixed != null ? fixed : stepAccuracy(problem.level());
      this.logProbKey = Chance.mix(key(), DECIDE_LOG_PROBS);
      if (derivation.concluded()) {
        tokens = Tokenizer.tokens(" $\\boxed{%d}$.".formatted(derivation.value())).iterator();
      }
    }

    @Override
    public boolean hasNext() {
      return !ended;
    }

    @Override
    public Token next() {
      if (ended) {
        throw new NoSuchElementException();
      }
      if (!tokens.hasNext() && !derivation.finished() && !derivation.concluded()) {
        writeStep();
      }
      if (!tokens.hasNext()) {
        ended = true;
        return Token.end(logProb());
      }
      return Token.of(tokens.next(), logProb());
    }

    private long key() {
      return Chance.mix(Chance.mix(settings.seed(), textKey), sampleKey);
    }

    private double logProb() {
      double uniform = Chance.uniform(Chance.mix(logProbKey, drawn++));
      // Four digits are plenty and keep the responses short.
      return Math.round(-meanLogProb * Math.log(1 - uniform) * 1e4) / 1e4;
    }

    private void writeStep() {
      long key = key();
      double likely = draft.accuracy(derivation, settings.revising(), accuracy);
      boolean right = Chance.uniform(Chance.mix(key, DECIDE_RIGHT)) < likely;
      Operation operation = derivation.next();
      long operand = operation.operand();
      long result;
      if (right) {
        result = operation.apply(derivation.value());
      } else {
        long error = errorKey(key);
        operand = misread(error, operation);
        result = operation.with(derivation.value(), operand);
        result += operand == operation.operand() ? slip(error) : 0;
      }
      boolean rightSoFar = right && derivation.right();
      if (!rightSoFar && result == derivation.nextTruth()) {
        // A rounded division or a second error must not lead back to the right value.
        result++;
      }
      String separator = derivation.nextIsLast() ? "" : StepWriter.SEPARATOR;
      boolean first = draft.rechecking() && derivation.steps() == 0;
      String step =
          (first ? ", let me check that again. " : "")
              + StepWriter.write(
                  Chance.mix(key, DECIDE_WORDS), derivation, operation.operator(), operand, result)
              + separator;
      derivation.append(result);
      textKey = Chance.extend(textKey, step);
      tokens = Tokenizer.tokens(step).iterator();
      meanLogProb = right ? RIGHT_MEAN_LOG_PROB : WRONG_MEAN_LOG_PROB;
      logProbKey = Chance.mix(key, DECIDE_LOG_PROBS);
      drawn = 0;
    }

    /** The key that decides which error is made: that of the step alone for a shared one. */
    private long errorKey(long key) {
      boolean shared = Chance.uniform(Chance.mix(key, DECIDE_SHARED)) < settings.errorCorrelation();
      long of =
          shared ? Chance.mix(Chance.mix(settings.seed(), problem.key()), derivation.steps()) : key;
      return Chance.mix(of, DECIDE_ERROR);
    }

    /** The operand, or in half of the cases another; a divisor is never misread. */
    private long misread(long error, Operation operation) {
      long operand = operation.operand();
      if (operation.operator() == Operator.DIVIDE || Chance.below(Chance.mix(error, 1), 2) == 0) {
        return operand;
      }
      long other = operand + 1 + Chance.below(Chance.mix(error, 2), 9);
      return Chance.below(Chance.mix(error, 3), 2) == 0 && operand > 2 ? operand - 1 : other;
    }

    private long slip(long error) {
      long[] sizes = {1, 2, 3, 9, 10, 20, 100};
      long size = sizes[Chance.below(Chance.mix(error, 4), sizes.length)];
      return Chance.below(Chance.mix(error, 5), 2) == 0 ? size : -size;
    }
  }
}
