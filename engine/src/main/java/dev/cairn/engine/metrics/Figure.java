package dev.cairn.engine.metrics;

import java.io.Serializable;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A number, or the reason why there is none: never NaN and never a number that stands for nothing.
 *
 * @param value finite; null if undefined
 * @param missing why it is undefined; null with a value
 */
public record Figure(@Nullable Double value, @Nullable String missing) implements Serializable {
  /** Refuses both or neither, and a value that is not finite. */
  public Figure {
    if ((value == null) == (missing == null)) {
      throw new IllegalArgumentException("a figure has either a value or a reason for having none");
    }
    if (value != null && !Double.isFinite(value)) {
      throw new IllegalArgumentException("value must be finite but was " + value);
    }
  }

  /** A number. */
  public static Figure of(double value) {
    return new Figure(value, null);
  }

  /** None, and why. */
  public static Figure none(String missing) {
    return new Figure(null, missing);
  }

  /** A quotient; none, with this reason, if the divisor is 0. */
  public static Figure ratio(double dividend, double divisor, String ifZero) {
    return divisor == 0 ? none(ifZero) : of(dividend / divisor);
  }

  /** A share of a count; none, with this reason, if the count is 0. */
  public static Figure share(long part, long whole, String ifZero) {
    return whole == 0 ? none(ifZero) : of((double) part / whole);
  }

  /** The plain mean of at least one; none, with its reason, if one of them is undefined. */
  public static Figure mean(List<Figure> figures) {
    double sum = 0;
    for (Figure figure : figures) {
      if (figure.value == null) {
        return figure;
      }
      sum += figure.value;
    }
    return ratio(sum, figures.size(), "there is nothing to take the mean of");
  }

  public boolean defined() {
    return value != null;
  }

  /**
   * The number.
   *
   * @throws IllegalStateException if there is none
   */
  public double get() {
    if (value == null) {
      throw new IllegalStateException("there is no value: " + missing);
    }
    return value;
  }

  /** The number, or another where there is none. */
  public double orElse(double other) {
    return value == null ? other : value;
  }

  /** A function of the number, undefined where it is. */
  public Figure map(DoubleUnaryOperator function) {
    return value == null ? this : of(function.applyAsDouble(value));
  }
}
