package dev.cairn.engine.metrics;

/** Standard errors of means, for comparison with tables that print them. */
public final class StandardError {
  private StandardError() {}

  /** That of the mean of independent values: their standard deviation (n - 1 below) / sqrt(n). */
  public static Figure ofMean(double[] values) {
    if (values.length < 2) {
      return Figure.none("one value tells nothing of the spread");
    }
    double mean = mean(values);
    double squares = 0;
    for (double value : values) {
      squares += (value - mean) * (value - mean);
    }
    return Figure.of(Math.sqrt(squares / (values.length - 1) / values.length));
  }

  /**
   * That of the mean over the members of several groups, sqrt(sum (n_i - 1) n_i se_i^2 / (N - k) /
   * N), from the groups' own (lm-evaluation-harness).
   *
   * @param errors of the groups' means
   * @param sizes of the groups, which together have more members than there are groups
   */
  public static double pooled(double[] errors, int[] sizes) {
    long members = 0;
    double sum = 0;
    for (int i = 0; i < errors.length; i++) {
      members += sizes[i];
      sum += (sizes[i] - 1.0) * sizes[i] * errors[i] * errors[i];
    }
    if (members <= errors.length) {
      throw new IllegalArgumentException(
          "sizes must add up to more than the %d groups but were %d"
              .formatted(errors.length, members));
    }
    return Math.sqrt(sum / (members - errors.length) / members);
  }

  static double mean(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum / values.length;
  }
}
