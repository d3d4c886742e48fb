package dev.cairn.engine.search.strategy;

import java.util.random.RandomGenerator;

/**
 * What is believed of the mean reward of an arm, for Thompson sampling. Priors and updates are
 * those of AB-MCTS-A (Inoue et al., 2025, arXiv 2503.04412, and the authors' TreeQuest).
 */
sealed interface Posterior {
  /** Learns a reward in [0, 1]. */
  void observe(double reward);

  /** Draws a mean reward from what is believed. */
  double draw(RandomGenerator random);

  /**
   * Rewards are normal with unknown mean and variance; the conjugate prior is normal-inverse-chi-
   * squared with m = 0, kappa = 1, nu = 1, tau^2 = 0.1.
   */
  final class Gaussian implements Posterior {
    private static final double KAPPA = 1;
    private static final double NU = 1;
    private static final double TAU_SQUARED = 0.1;

    private int n;
    private double sum;
    private double sumOfSquares;

    @Override
    public void observe(double reward) {
      n++;
      sum += reward;
      sumOfSquares += reward * reward;
    }

    @Override
    public double draw(RandomGenerator random) {
      double kappa = KAPPA + n;
      double nu = NU + n;
      double mean = n == 0 ? 0 : sum / n;
      // The prior's m is 0, and so is its share in the mean.
      double m = sum / kappa;
      double scatter = Math.max(0, sumOfSquares - n * mean * mean);
      double scale = NU * TAU_SQUARED + scatter + n * KAPPA / kappa * mean * mean;
      // nu tau^2 / sigma^2 is chi-squared of nu degrees of freedom, that is 2 Gamma(nu / 2).
      double variance = scale / (2 * gamma(nu / 2, random));
      return m + Math.sqrt(variance / kappa) * random.nextGaussian();
    }
  }

  /** A reward r counts as r successes and 1 - r failures, on Jeffreys' prior Beta(1/2, 1/2). */
  final class Beta implements Posterior {
    private double successes = 0.5;
    private double failures = 0.5;

    @Override
    public void observe(double reward) {
      successes += reward;
      failures += 1 - reward;
    }

    @Override
    public double draw(RandomGenerator random) {
      double success = gamma(successes, random);
      double failure = gamma(failures, random);
      return success / (success + failure);
    }
  }

  /**
   * Draws from the gamma distribution of scale 1 (Marsaglia and Tsang, A simple method for
   * generating gamma variables, ACM TOMS 26, 2000).
   */
  private static double gamma(double shape, RandomGenerator random) {
    if (shape < 1) {
      // Their section 6; the uniform is above 0.
      return gamma(shape + 1, random) * Math.pow(1 - random.nextDouble(), 1 / shape);
    }
    double d = shape - 1.0 / 3;
    double c = 1 / Math.sqrt(9 * d);
    while (true) {
      double x = random.nextGaussian();
      double v = Math.pow(1 + c * x, 3);
      if (v > 0 && Math.log(1 - random.nextDouble()) < x * x / 2 + d - d * v + d * Math.log(v)) {
        return d * v;
      }
    }
  }
}
