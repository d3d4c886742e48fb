package dev.cairn.engine.metrics;

/**
 * How well a vote chooses from pools, between choosing at random and an oracle.
 *
 * @param problems number of pools
 * @param accuracy share of problems whose choice is right
 * @param meanAccuracy mean over problems of the share of right candidates: choosing at random
 * @param coverage share of problems with a right candidate: the oracle, pass@n of the pool
 * @param decidable number of problems with right and with wrong candidates
 * @param decidableCorrect how many of these the vote gets right
 */
public record Selection(
    long problems,
    double accuracy,
    double meanAccuracy,
    double coverage,
    long decidable,
    double decidableCorrect) {
  private static final String NOTHING_TO_CHOOSE =
      "no problem has right and wrong candidates, so there is nothing to choose";

  /** What is lost against the oracle: coverage - accuracy, at least 0. */
  public double regret() {
    return coverage - accuracy;
  }

  /**
   * (accuracy - mean accuracy) / (coverage - mean accuracy): 0 for a choice at random, 1 for the
   * oracle, negative for worse than random.
   */
  public Figure efficiency() {
    return decidable == 0
        ? Figure.none(NOTHING_TO_CHOOSE)
        : Figure.of((accuracy - meanAccuracy) / (coverage - meanAccuracy));
  }

  /** Accuracy on the decidable problems. */
  public Figure decidableAccuracy() {
    return Figure.ratio(decidableCorrect, (double) decidable, NOTHING_TO_CHOOSE);
  }

  /** Accuracy on the problems that have a right candidate: accuracy / coverage. */
  public Figure givenCoverage() {
    return Figure.ratio(accuracy, coverage, "no problem has a right candidate");
  }
}
