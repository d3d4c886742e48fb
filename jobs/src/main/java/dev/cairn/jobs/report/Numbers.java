package dev.cairn.jobs.report;

import dev.cairn.engine.metrics.Estimate;
import java.util.Locale;

/** How figures are written in words and tables. */
final class Numbers {
  private Numbers() {}

  /** Such as 61.2 %. */
  static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f %%", 100 * share);
  }

  /** Such as 55.4 to 66.7 %. */
  static String percentRange(Estimate estimate) {
    return percentRange(estimate.low(), estimate.high());
  }

  /** Likewise, of its ends. */
  static String percentRange(double low, double high) {
    return String.format(Locale.ROOT, "%.1f to %.1f %%", 100 * low, 100 * high);
  }

  /** A difference of shares, such as -1.5. */
  static String points(double difference) {
    return String.format(Locale.ROOT, "%+.1f", 100 * difference);
  }

  /** A p-value, such as 0.032 or below 0.001. */
  static String p(double p) {
    return p < 0.001 ? "below 0.001" : String.format(Locale.ROOT, "%.3f", p);
  }

  /** Three digits that matter, such as 1,890, 0.0123 or 3.21e13. */
  static String amount(double value) {
    double size = Math.abs(value);
    if (size >= 1e9) {
      return String.format(Locale.ROOT, "%.2e", value);
    }
    if (size >= 100 || value == 0) {
      return String.format(Locale.ROOT, "%,.0f", value);
    }
    return size >= 1
        ? String.format(Locale.ROOT, "%.1f", value)
        : String.format(Locale.ROOT, "%.3g", value);
  }

  /** Any number as it is, for machines. */
  static String exact(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? String.valueOf((long) value)
        : String.valueOf(value);
  }
}
