package dev.cairn.engine.search.strategy;

/** Checks of parameters that several strategies have. */
final class Counts {
  private Counts() {}

  static void check(String name, int count) {
    if (count < 1) {
      throw new IllegalArgumentException(name + " must be at least 1 but was " + count);
    }
  }
}
