package dev.cairn.engine.simulate;

import org.jspecify.annotations.Nullable;

/**
 * How good the workers of the arithmetic world are.
 *
 * @param seed of everything that is drawn
 * @param rewardSignal how far right and wrong steps are apart: the reward's logit is centred at
 *     plus this for a step up to which all is right, at minus this for any other; above 0
 * @param rewardNoise standard deviation of the logit; 0 makes the reward model an oracle, whose
 *     rewards are exactly 1 and 0
 * @param errorCorrelation share of the errors that all samples make alike, in [0, 1]: with it wrong
 *     answers agree with each other and can win a majority
 * @param stepAccuracy probability that a step is right, in [0, 1], for all problems; null for that
 *     of the problem's level, see {@link ArithmeticWorld}
 * @param revising how well the policy writes a solution again
 * @param criticAccuracy probability that the policy as a critic judges a step rightly, in [0, 1]
 */
public record ArithmeticSettings(
    long seed,
    double rewardSignal,
    double rewardNoise,
    double errorCorrelation,
    @Nullable Double stepAccuracy,
    Revising revising,
    double criticAccuracy)
    implements WorldSettings {

  /** An informative but fallible reward model, and errors that agree at times. */
  public static final ArithmeticSettings DEFAULT =
      new ArithmeticSettings(1, 1.5, 1.5, 0.2, null, Revising.DEFAULT, 0.9);

  /** Refuses values out of range. */
  public ArithmeticSettings {
    if (!(rewardSignal > 0 && rewardSignal < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "rewardSignal must be above 0 and finite but was " + rewardSignal);
    }
    if (!(rewardNoise >= 0 && rewardNoise < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "rewardNoise must be at least 0 and finite but was " + rewardNoise);
    }
    checkShare("errorCorrelation", errorCorrelation);
    if (stepAccuracy != null) {
      checkShare("stepAccuracy", stepAccuracy);
    }
    checkShare("criticAccuracy", criticAccuracy);
  }

  @Override
  public World open() {
    return new ArithmeticWorld(this);
  }

  @Override
  public String notice() {
    return "SIMULATED: synthetic workers answered made-up problems; the figures say nothing about"
        + " any model";
  }

  /** The same with an oracle for a reward model. */
  public ArithmeticSettings withOracle() {
    return new ArithmeticSettings(
        seed, rewardSignal, 0, errorCorrelation, stepAccuracy, revising, criticAccuracy);
  }

  /** The same with one probability of a right step for all problems. */
  public ArithmeticSettings withStepAccuracy(double accuracy) {
    return new ArithmeticSettings(
        seed, rewardSignal, rewardNoise, errorCorrelation, accuracy, revising, criticAccuracy);
  }

  /** The same with another seed. */
  public ArithmeticSettings withSeed(long other) {
    return new ArithmeticSettings(
        other, rewardSignal, rewardNoise, errorCorrelation, stepAccuracy, revising, criticAccuracy);
  }

  /** The same with another way to revise. */
  public ArithmeticSettings withRevising(Revising other) {
    return new ArithmeticSettings(
        seed, rewardSignal, rewardNoise, errorCorrelation, stepAccuracy, other, criticAccuracy);
  }

  static void checkShare(String name, double share) {
    if (!(share >= 0 && share <= 1)) {
      throw new IllegalArgumentException(name + " must be in [0, 1] but was " + share);
    }
  }
}
