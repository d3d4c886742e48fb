package dev.cairn.engine.metrics;

/**
 * pass@k: the chance that k samples contain a right one, estimated from n samples without bias
 * (Chen et al., Evaluating Large Language Models Trained on Code, 2021, arXiv 2107.03374, section
 * 2.1).
 */
public final class PassAtK {
  private PassAtK() {}

  /**
   * 1 - C(n - c, k) / C(n, k), the share of the k-subsets of n samples that contain one of the c
   * right ones, for one problem; the figure of a set is the mean over its problems.
   *
   * @param n number of samples, at least 1
   * @param c number of right samples, 0 to n
   * @param k 1 to n
   * @throws IllegalArgumentException if an argument is out of range; with k above n there is no
   *     k-subset, and so no estimate
   */
  public static double estimate(int n, int c, int k) {
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
    if (n - c < k) {
      return 1;
    }
    // Factors in [0, 1] instead of binomials, which overflow; both products are C(n-c,k)/C(n,k).
    double none = 1;
    int many = Math.max(c, k);
    int few = Math.min(c, k);
    for (int j = 0; j < few; j++) {
      none *= (double) (n - many - j) / (n - j);
    }
    return 1 - none;
  }
}
