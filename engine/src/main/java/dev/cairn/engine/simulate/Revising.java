package dev.cairn.engine.simulate;

/**
 * How well the policy of the arithmetic world writes a solution again, all probabilities of one
 * step: those after the first error of the solution before are as right as any.
 *
 * @param correction that its first wrong step becomes right, if the policy is told that it is wrong
 * @param selfCorrection the same if it is not told so
 * @param corruption that a right step becomes wrong
 * @param misled the same if the policy is told that it is wrong
 */
public record Revising(double correction, double selfCorrection, double corruption, double misled) {
  /** Corrects more than it spoils, and trusts its critics. */
  public static final Revising DEFAULT = new Revising(0.6, 0.3, 0.03, 0.3);

  /** Refuses what is no probability. */
  public Revising {
    ArithmeticSettings.checkShare("correction", correction);
    ArithmeticSettings.checkShare("selfCorrection", selfCorrection);
    ArithmeticSettings.checkShare("corruption", corruption);
    ArithmeticSettings.checkShare("misled", misled);
  }

  /**
   * The probability that a step is right.
   *
   * @param named whether the policy is told that the step before was wrong
   * @param wasRight whether it was right
   */
  double accuracy(boolean named, boolean wasRight) {
    if (wasRight) {
      return 1 - (named ? misled : corruption);
    }
    return named ? correction : selfCorrection;
  }
}
