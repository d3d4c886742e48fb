package dev.cairn.engine.answer;

/**
 * How many functions, roots and binomials the formulas of one answer may have. They are what costs
 * time, so that the work on any answer is bounded by a count and never by a clock.
 */
final class Budget {
  private static final int CALLS = 64;

  private int left = CALLS;

  /** Takes what a function costs, if that is left. */
  boolean spend() {
    return spend(1);
  }

  /** Takes the cost of so many functions, if that is left. */
  boolean spend(int functions) {
    left -= functions;
    return left >= 0;
  }
}
