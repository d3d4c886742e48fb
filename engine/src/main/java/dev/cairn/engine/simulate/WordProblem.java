package dev.cairn.engine.simulate;

import java.util.ArrayList;
import java.util.List;

/**
 * A word problem as read from a text.
 *
 * @param start the number it starts from
 * @param operations at least one, done one after the other
 * @param key of the question's text, wherever it stands
 * @param end where its question ends in the text
 */
record WordProblem(long start, List<Operation> operations, long key, int end) {
  WordProblem {
    operations = List.copyOf(operations);
  }

  /**
   * Finds the last problem in a text.
   *
   * @throws RequestRefused if there is none, or it has been altered
   */
  static WordProblem in(String text) {
    Situation situation = null;
    int at = -1;
    for (Situation candidate : Situation.ALL) {
      int found = text.lastIndexOf(candidate.ask());
      if (found > at) {
        at = found;
        situation = candidate;
      }
    }
    if (situation == null) {
      throw RequestRefused.unservable(
          null,
          "The simulated workers only know word problems of their own making, as in"
              + " datasets/arithmetic-200.jsonl, and found none in the text.");
    }
    return situation.read(text, at + situation.ask().length());
  }

  /** The right value after each operation. */
  List<Long> values() {
    List<Long> values = new ArrayList<>();
    long value = start;
    for (Operation operation : operations) {
      value = operation.apply(value);
      values.add(value);
    }
    return values;
  }

  /** How hard it is, 1 to 5: which of the ranges of {@link ArithmeticProblems} it starts in. */
  int level() {
    return ArithmeticProblems.level(start);
  }
}
