package dev.cairn.engine.answer;

import ch.obermuhlner.math.big.BigDecimalMath;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.List;

/**
 * A complex number to {@value #DIGITS} digits, of which the first {@value #SHOWN} are sure.
 *
 * <p>Digits are lost where nearly equal numbers are subtracted. What is left of them below the
 * noise is zero, and an operation whose result would have too few sure digits, or would hide an
 * operand, throws {@link ArithmeticException}: then two formulas are not compared by value.
 */
record Value(BigDecimal re, BigDecimal im) {
  /** The digits that are computed. */
  static final int DIGITS = 50;

  /** The significant digits that {@link #print} shows. */
  static final int SHOWN = 30;

  static final MathContext CONTEXT = new MathContext(DIGITS);
  static final Value PI = real(BigDecimalMath.pi(CONTEXT));
  static final Value E = real(BigDecimalMath.e(CONTEXT));

  /** Smaller than this, as a share of what it came from, a number is noise. */
  private static final int NOISE = -40;

  /** Smaller than this, it has too few digits left. */
  private static final int FAINT = -17;

  /** An operand must not be smaller than this share of the sum that it went into. */
  private static final int HIDDEN = -25;

  private static final int MAX_EXPONENT = 2_000;
  private static final int MAX_POWER = 10_000;

  static Value real(BigDecimal value) {
    return new Value(value, BigDecimal.ZERO);
  }

  static Value of(Rational value) {
    if (value.numerator().bitLength() > 4 * MAX_EXPONENT) {
      throw new ArithmeticException("too large");
    }
    BigDecimal above = new BigDecimal(value.numerator());
    BigDecimal below = new BigDecimal(value.denominator());
    if (Math.max(above.precision(), below.precision()) > SHOWN) {
      throw new ArithmeticException("too many digits");
    }
    return real(value.isInteger() ? above : above.divide(below, CONTEXT));
  }

  boolean isReal() {
    return im.signum() == 0;
  }

  boolean isZero() {
    return re.signum() == 0 && im.signum() == 0;
  }

  Value negate() {
    return new Value(re.negate(), im.negate());
  }

  /** The sum. */
  static Value sum(List<Value> terms) {
    BigDecimal re = BigDecimal.ZERO;
    BigDecimal im = BigDecimal.ZERO;
    int largest = Integer.MIN_VALUE;
    int smallest = Integer.MAX_VALUE;
    for (Value term : terms) {
      re = re.add(term.re, CONTEXT);
      im = im.add(term.im, CONTEXT);
      if (!term.isZero()) {
        largest = Math.max(largest, term.exponent());
        smallest = Math.min(smallest, term.exponent());
      }
    }
    if (largest == Integer.MIN_VALUE) {
      return real(BigDecimal.ZERO);
    }
    Value total = new Value(quiet(re, largest), quiet(im, largest));
    if (total.isZero()) {
      return total;
    }
    if (total.exponent() < largest + FAINT || smallest < total.exponent() + HIDDEN) {
      throw new ArithmeticException("too few digits");
    }
    return total;
  }

  Value times(Value other) {
    if (isReal() && other.isReal()) {
      return real(re.multiply(other.re, CONTEXT)).bounded();
    }
    BigDecimal real = re.multiply(other.re, CONTEXT).subtract(im.multiply(other.im, CONTEXT));
    BigDecimal imaginary = re.multiply(other.im, CONTEXT).add(im.multiply(other.re, CONTEXT));
    return new Value(real.round(CONTEXT), imaginary.round(CONTEXT)).bounded();
  }

  Value over(Value other) {
    if (other.isReal()) {
      return new Value(re.divide(other.re, CONTEXT), im.divide(other.re, CONTEXT)).bounded();
    }
    BigDecimal square = other.re.multiply(other.re).add(other.im.multiply(other.im));
    Value above = times(new Value(other.re, other.im.negate()));
    return new Value(above.re.divide(square, CONTEXT), above.im.divide(square, CONTEXT)).bounded();
  }

  /** The size: the distance from zero. */
  BigDecimal size() {
    return isReal() ? re.abs() : BigDecimalMath.sqrt(re.multiply(re).add(im.multiply(im)), CONTEXT);
  }

  /**
   * This to a rational power. Of a negative real number an odd root is real, as in school; any
   * other root is the principal one.
   */
  Value power(Rational index) {
    if (index.isInteger()) {
      return integerPower(index);
    }
    if (isZero() && index.signum() > 0) {
      return this;
    }
    boolean odd = index.denominator().testBit(0);
    if (isReal() && re.signum() < 0 && odd) {
      Value size = negate().power(index);
      return index.numerator().testBit(0) ? size.negate() : size;
    }
    if (isReal() && index.denominator().equals(BigInteger.TWO)) {
      BigDecimal root = BigDecimalMath.sqrt(re.abs(), CONTEXT);
      Value value = re.signum() < 0 ? new Value(BigDecimal.ZERO, root) : real(root);
      return value.integerPower(new Rational(index.numerator(), BigInteger.ONE));
    }
    return Function.EXP.of(Function.LN.of(this).times(of(index)));
  }

  private Value integerPower(Rational index) {
    Integer n = index.toInt(MAX_POWER);
    if (n == null || (isZero() && n <= 0)) {
      throw new ArithmeticException("no power");
    }
    Value power = real(BigDecimal.ONE);
    Value square = this;
    for (int rest = Math.abs(n); rest > 0; rest >>= 1) {
      if ((rest & 1) == 1) {
        power = power.times(square);
      }
      square = rest > 1 ? square.times(square) : square;
    }
    return n < 0 ? real(BigDecimal.ONE).over(power) : power;
  }

  /** The result of a function whose values are of the order of 1. */
  static Value ofFunction(BigDecimal re, BigDecimal im) {
    Value value = new Value(quiet(re, 0), quiet(im, 0)).bounded();
    if (!value.isZero() && value.exponent() < FAINT) {
      throw new ArithmeticException("too few digits");
    }
    return value;
  }

  /** The power of ten of the first digit of the larger part; only of what is not zero. */
  int exponent() {
    return Math.max(exponent(re), exponent(im));
  }

  /**
   * The sure digits. Two values of formulas that mean the same print alike: both parts are rounded
   * to {@value #SHOWN} digits of the larger one.
   */
  String print() {
    if (isZero()) {
      return "0";
    }
    BigDecimal larger = re.abs().max(im.abs()).round(new MathContext(SHOWN));
    int scale = SHOWN - 1 - exponent(larger);
    String real = printed(re, scale);
    return isReal() ? real : real + (im.signum() < 0 ? "" : "+") + printed(im, scale) + "i";
  }

  private static String printed(BigDecimal part, int scale) {
    BigDecimal rounded = part.setScale(scale, RoundingMode.HALF_EVEN);
    return rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toString();
  }

  /** Drops the part that is noise beside the other, and refuses what is too large. */
  private Value bounded() {
    if (isZero()) {
      return this;
    }
    int exponent = exponent();
    if (Math.abs(exponent) > MAX_EXPONENT) {
      throw new ArithmeticException("too large");
    }
    return isReal() ? this : new Value(quiet(re, exponent), quiet(im, exponent));
  }

  private static BigDecimal quiet(BigDecimal part, int exponent) {
    return exponent(part) < exponent + NOISE ? BigDecimal.ZERO : part;
  }

  private static int exponent(BigDecimal part) {
    return part.signum() == 0 ? Integer.MIN_VALUE / 2 : part.precision() - part.scale() - 1;
  }
}
