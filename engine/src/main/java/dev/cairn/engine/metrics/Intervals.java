package dev.cairn.engine.metrics;

import org.apache.commons.statistics.distribution.NormalDistribution;

/** Estimates of a mean over problems, with confidence intervals. */
public final class Intervals {
  private static final NormalDistribution NORMAL = NormalDistribution.of(0, 1);

  private Intervals() {}

  /**
   * The share of problems that succeeded, where each gave one yes or no, with Wilson's score
   * interval (Wilson, Probable Inference, the Law of Succession, and Statistical Inference, JASA
   * 22, 1927; without continuity correction).
   *
   * @param successes 0 to n
   * @param n number of problems, at least 1
   * @param confidence in (0, 1), for example 0.95
   * @throws IllegalArgumentException if an argument is out of range
   */
  public static Estimate wilson(long successes, long n, double confidence) {
    requireSome(n);
    if (successes < 0 || successes > n) {
      throw new IllegalArgumentException(
          "successes must be in [0, n] but was %d of %d".formatted(successes, n));
    }
    double z = critical(confidence);
    double p = (double) successes / n;
    double shrink = 1 + z * z / n;
    double middle = (p + z * z / (2.0 * n)) / shrink;
    double half = z / shrink * Math.sqrt(p * (1 - p) / n + z * z / (4.0 * n * n));
    // At 0 and n the end is p itself; rounding must not put it inside.
    double low = successes == 0 ? 0 : Math.min(p, Math.max(0, middle - half));
    double high = successes == n ? 1 : Math.max(p, Math.min(1, middle + half));
    return new Estimate(p, low, high, n, method("wilson", confidence));
  }

  /**
   * The mean over problems of a quantity in [0, 1] that is itself a mean over the problem's
   * samples.
   *
   * <p>Samples of one problem are alike, so the problems are the observations: mean +- z s /
   * sqrt(n), where s is the standard deviation of the problem means with n - 1 below, clipped to
   * [0, 1] (Miller, Adding Error Bars to Evals, 2024, arXiv 2411.00640). The normal distribution is
   * an approximation for many problems. One problem tells nothing of the spread: its interval is
   * [0, 1].
   *
   * @param n number of problems, at least 1
   * @param sum of the n problem means
   * @param sumOfSquares of the n problem means
   * @param confidence in (0, 1), for example 0.95
   * @throws IllegalArgumentException if an argument is out of range, or the sums cannot be those of
   *     n numbers in [0, 1]
   */
  public static Estimate clusteredMean(long n, double sum, double sumOfSquares, double confidence) {
    requireSome(n);
    double slack = 1e-9 * n;
    boolean possible =
        sum >= 0
            && sum <= n + slack
            && sumOfSquares <= sum + slack
            && sumOfSquares >= sum * sum / n - slack;
    if (!possible) {
      throw new IllegalArgumentException(
          "sum and sumOfSquares must be of %d numbers in [0, 1] but were %s and %s"
              .formatted(n, sum, sumOfSquares));
    }
    double z = critical(confidence);
    double mean = Math.min(1, sum / n);
    String method = method("clustered normal", confidence);
    if (n == 1) {
      return new Estimate(mean, 0, 1, n, method);
    }
    double variance = Math.max(0, sumOfSquares - sum * mean) / (n - 1);
    double half = z * Math.sqrt(variance / n);
    return new Estimate(mean, Math.max(0, mean - half), Math.min(1, mean + half), n, method);
  }

  private static double critical(double confidence) {
    if (!(confidence > 0 && confidence < 1)) {
      throw new IllegalArgumentException("confidence must be in (0, 1) but was " + confidence);
    }
    return NORMAL.inverseSurvivalProbability((1 - confidence) / 2);
  }

  private static void requireSome(long n) {
    if (n < 1) {
      throw new IllegalArgumentException(
          "n must be at least 1 but was %d; without a problem there is no figure".formatted(n));
    }
  }

  private static String method(String name, double confidence) {
    return "%s %s".formatted(name, confidence);
  }
}
