package dev.cairn.engine.search.strategy;

/** Checks of parameters that several strategies have. */
final class Checks {
  private Checks() {}

  static void count(String name, int count) {
    if (count < 1) {
      throw new IllegalArgumentException(name + " must be at least 1 but was " + count);
    }
  }

  static void share(String name, double share) {
    if (!(share >= 0 && share <= 1)) {
      throw new IllegalArgumentException(name + " must be in [0, 1] but was " + share);
    }
  }
}
