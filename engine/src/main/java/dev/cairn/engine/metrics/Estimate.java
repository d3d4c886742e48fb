package dev.cairn.engine.metrics;

import java.io.Serializable;

/**
 * A figure with its confidence interval.
 *
 * @param value the figure, in [low, high]
 * @param low the lower end of the interval
 * @param high the upper end of the interval
 * @param n how many independent observations it rests on, at least 1
 * @param method how the interval was computed, with its confidence, for the report
 */
public record Estimate(double value, double low, double high, long n, String method)
    implements Serializable {
  /** Refuses a value outside its interval and an estimate that rests on nothing. */
  public Estimate {
    if (!(low <= value && value <= high)) {
      throw new IllegalArgumentException(
          "value must be in [low, high] but was %s in [%s, %s]".formatted(value, low, high));
    }
    if (n < 1) {
      throw new IllegalArgumentException("n must be at least 1 but was " + n);
    }
  }
}
