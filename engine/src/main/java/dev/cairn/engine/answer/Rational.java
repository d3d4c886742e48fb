package dev.cairn.engine.answer;

import java.math.BigDecimal;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * An exact fraction in lowest terms with a positive denominator.
 *
 * <p>An operation whose result is undefined or has more than {@value #MAX_BITS} bits on either side
 * of the bar gives null: then the text it came from is not read as a number.
 */
record Rational(BigInteger numerator, BigInteger denominator) {
  static final int MAX_BITS = 20_000;
  private static final int MAX_DIGITS = 4_000;

  /** The fraction in lowest terms, or null if the denominator is zero or the bits are too many. */
  static @Nullable Rational of(BigInteger numerator, BigInteger denominator) {
    if (denominator.signum() == 0) {
      return null;
    }
    BigInteger divisor = numerator.gcd(denominator);
    if (denominator.signum() < 0) {
      divisor = divisor.negate();
    }
    BigInteger above = numerator.divide(divisor);
    BigInteger below = denominator.divide(divisor);
    boolean bounded = above.bitLength() <= MAX_BITS && below.bitLength() <= MAX_BITS;
    return bounded ? new Rational(above, below) : null;
  }

  static Rational of(long value) {
    return new Rational(BigInteger.valueOf(value), BigInteger.ONE);
  }

  /**
   * What a finite decimal prints, for example {@code 12}, {@code .5}, {@code 7.} or {@code 1.2e-3}.
   */
  static @Nullable Rational ofDecimal(String printed) {
    if (printed.length() > MAX_DIGITS) {
      return null;
    }
    BigDecimal decimal;
    try {
      decimal = new BigDecimal(printed);
    } catch (NumberFormatException e) {
      return null;
    }
    if (Math.abs((long) decimal.scale()) > MAX_DIGITS) {
      return null;
    }
    BigInteger power = BigInteger.TEN.pow(Math.abs(decimal.scale()));
    return decimal.scale() >= 0
        ? of(decimal.unscaledValue(), power)
        : of(decimal.unscaledValue().multiply(power), BigInteger.ONE);
  }

  boolean isInteger() {
    return denominator.equals(BigInteger.ONE);
  }

  /** This as an int if it is an integer of at most {@code bound} in size, else null. */
  @Nullable Integer toInt(int bound) {
    if (!isInteger() || numerator.bitLength() > 31) {
      return null;
    }
    long value = numerator.longValueExact();
    return Math.abs(value) <= bound ? (Integer) (int) value : null;
  }

  int signum() {
    return numerator.signum();
  }

  Rational negate() {
    return new Rational(numerator.negate(), denominator);
  }

  @Nullable Rational plus(Rational other) {
    return of(
        numerator.multiply(other.denominator).add(other.numerator.multiply(denominator)),
        denominator.multiply(other.denominator));
  }

  @Nullable Rational times(Rational other) {
    return of(numerator.multiply(other.numerator), denominator.multiply(other.denominator));
  }

  @Nullable Rational over(Rational other) {
    return of(numerator.multiply(other.denominator), denominator.multiply(other.numerator));
  }

  /**
   * This to an integer power; null for a broken exponent, for 0^0 and for a power of zero below.
   */
  @Nullable Rational power(Rational exponent) {
    if (!exponent.isInteger() || exponent.numerator.bitLength() > 15) {
      return null;
    }
    int n = exponent.numerator.intValueExact();
    if (numerator.signum() == 0 && n <= 0) {
      return null;
    }
    long bits = Math.max(numerator.bitLength(), denominator.bitLength());
    // One bit is 1 or -1, whose powers stay small.
    if (bits > 1 && (bits - 1) * Math.abs(n) > MAX_BITS) {
      return null;
    }
    BigInteger above = numerator.pow(Math.abs(n));
    BigInteger below = denominator.pow(Math.abs(n));
    return n >= 0 ? of(above, below) : of(below, above);
  }

  /** The rational square root, or null if there is none. */
  @Nullable Rational squareRoot() {
    if (signum() < 0) {
      return null;
    }
    BigInteger above = numerator.sqrt();
    BigInteger below = denominator.sqrt();
    boolean exact =
        above.multiply(above).equals(numerator) && below.multiply(below).equals(denominator);
    return exact ? new Rational(above, below) : null;
  }

  /** {@code 3/4}, {@code -5}. */
  @Override
  public String toString() {
    return isInteger() ? numerator.toString() : numerator + "/" + denominator;
  }
}
