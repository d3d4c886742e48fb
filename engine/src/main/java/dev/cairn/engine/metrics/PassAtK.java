package dev.cairn.engine.metrics;

import org.apache.commons.statistics.distribution.HypergeometricDistribution;

/**
 * pass@k and its kin: the chances of k samples, estimated from n samples without bias.
 *
 * <p>All take one problem, with n samples (at least 1) of which c (0 to n) are right, and k of 1 to
 * n; with k above n there is no k-subset, and so no estimate. The figure of a set is the mean over
 * its problems. All throw {@code IllegalArgumentException} for an argument out of range.
 */
public final class PassAtK {
  private PassAtK() {}

  /**
   * pass@k, the chance that k samples contain a right one: 1 - C(n - c, k) / C(n, k) (Chen et al.,
   * Evaluating Large Language Models Trained on Code, 2021, arXiv 2107.03374, section 2.1).
   */
  public static double estimate(int n, int c, int k) {
    check(n, c, k);
    return n - c < k ? 1 : 1 - none(n, c, k);
  }

  /**
   * pass^k, the chance that k samples are all right: C(c, k) / C(n, k) (Yao et al., tau-bench,
   * 2024, arXiv 2406.12045, section 3).
   */
  public static double all(int n, int c, int k) {
    check(n, c, k);
    return c < k ? 0 : none(n, n - c, k);
  }

  /**
   * G-Pass@k, the chance that of k samples at least a share is right, and at least one (Liu et al.,
   * Are Your LLMs Capable of Stable Reasoning?, 2024, arXiv 2412.13147, section 2).
   *
   * @param share the paper's tau, in [0, 1]
   */
  public static double atLeast(int n, int c, int k, double share) {
    check(n, c, k);
    if (!(share >= 0 && share <= 1)) {
      throw new IllegalArgumentException("share must be in [0, 1] but was " + share);
    }
    return atLeast(n, c, k, Math.max((int) Math.ceil(share * k), 1));
  }

  /**
   * mG-Pass@k of the same paper: 2/k times the sum over i of ceil(k/2)+1 to k of P(i are right).
   */
  public static double meanAtLeast(int n, int c, int k) {
    check(n, c, k);
    double sum = 0;
    for (int i = (k + 1) / 2 + 1; i <= k; i++) {
      sum += atLeast(n, c, k, i);
    }
    return 2 * sum / k;
  }

  private static double atLeast(int n, int c, int k, int right) {
    return HypergeometricDistribution.of(n, c, k).survivalProbability(right - 1);
  }

  /** C(n - c, k) / C(n, k), for k up to n - c. */
  private static double none(int n, int c, int k) {
    // Factors in [0, 1] instead of binomials, which overflow; both products are the same.
    double none = 1;
    int many = Math.max(c, k);
    int few = Math.min(c, k);
    for (int j = 0; j < few; j++) {
      none *= (double) (n - many - j) / (n - j);
    }
    return none;
  }

  private static void check(int n, int c, int k) {
    if (n < 1) {
      throw new IllegalArgumentException("n must be at least 1 but was " + n);
    }
    if (c < 0 || c > n) {
      throw new IllegalArgumentException("c must be in [0, n] but was %d of %d".formatted(c, n));
    }
    if (k < 1 || k > n) {
      throw new IllegalArgumentException(
          "k must be in [1, n] but was %d with %d samples; sample more or ask for a smaller k"
              .formatted(k, n));
    }
  }
}
