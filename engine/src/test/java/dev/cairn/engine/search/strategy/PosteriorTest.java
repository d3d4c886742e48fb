package dev.cairn.engine.search.strategy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

/** Draws against the distribution functions of textbooks. */
class PosteriorTest {
  private static final int N = 100_000;

  private static void assertDistributed(Posterior posterior, DoubleUnaryOperator function) {
    SplittableRandom random = new SplittableRandom(3);
    double[] draws = random.doubles(N).map(ignored -> posterior.draw(random)).toArray();
    for (double x = -1; x <= 1.5; x += 0.1) {
      int below = 0;
      for (double draw : draws) {
        below += draw <= x ? 1 : 0;
      }
      assertThat(below / (double) N)
          .as("share of draws below %.1f", x)
          .isCloseTo(function.applyAsDouble(x), within(0.008));
    }
  }

  private static Posterior having(Posterior posterior, double... rewards) {
    for (double reward : rewards) {
      posterior.observe(reward);
    }
    return posterior;
  }

  @Test
  void theGaussianPriorIsACauchyDistribution() {
    assertDistributed(new Posterior.Gaussian(), x -> 0.5 + Math.atan(x / Math.sqrt(0.1)) / Math.PI);
  }

  @Test
  void theGaussianPosteriorIsStudentsT() {
    // One reward of 1: kappa = 2, nu = 2, m = 1/2, tau^2 = (0.1 + 1 / 2) / 2.
    assertDistributed(
        having(new Posterior.Gaussian(), 1),
        x -> {
          double t = (x - 0.5) / Math.sqrt(0.3 / 2);
          return 0.5 + t / (2 * Math.sqrt(2 + t * t));
        });
  }

  @Test
  void theGaussianPosteriorLearnsTheScatter() {
    // 0.2, 0.4, 0.9: kappa = 4, nu = 4, m = 1.5 / 4, tau^2 = (0.1 + 0.26 + 3 / 4 * 0.25) / 4; t of
    // 4
    // degrees of freedom: 1/2 + 3/8 u (1 - u^2 / (12 (1 + t^2 / 4))) with u = t / sqrt(1 + t^2 /
    // 4).
    assertDistributed(
        having(new Posterior.Gaussian(), 0.2, 0.4, 0.9),
        x -> {
          double t = (x - 0.375) / Math.sqrt((0.36 + 0.1875) / 4 / 4);
          double u = t / Math.sqrt(1 + t * t / 4);
          return 0.5 + 3.0 / 8 * u * (1 - u * u / 12);
        });
  }

  @Test
  void theBetaPriorIsTheArcsineDistribution() {
    assertDistributed(
        new Posterior.Beta(), x -> 2 / Math.PI * Math.asin(Math.sqrt(Math.max(0, Math.min(1, x)))));
  }

  @Test
  void theBetaPosteriorCountsRewardsAsSuccesses() {
    // 0.5 and 1 make Beta(2, 1), whose distribution function is x^2.
    assertDistributed(
        having(new Posterior.Beta(), 0.5, 1), x -> Math.pow(Math.max(0, Math.min(1, x)), 2));
  }
}
