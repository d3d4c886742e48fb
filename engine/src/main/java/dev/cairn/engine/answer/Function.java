package dev.cairn.engine.answer;

import ch.obermuhlner.math.big.BigDecimalMath;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The functions of one argument that formulas may contain; principal branches. */
enum Function {
  SIN,
  COS,
  TAN,
  COT,
  SEC,
  CSC,
  ARCSIN,
  ARCCOS,
  ARCTAN,
  SINH,
  COSH,
  TANH,
  LN,
  EXP,
  ABS,
  FLOOR,
  CEILING,
  FACTORIAL;

  private static final Map<String, Function> NAMES =
      Map.ofEntries(
          Map.entry("sin", SIN),
          Map.entry("cos", COS),
          Map.entry("tan", TAN),
          Map.entry("cot", COT),
          Map.entry("sec", SEC),
          Map.entry("csc", CSC),
          Map.entry("arcsin", ARCSIN),
          Map.entry("arccos", ARCCOS),
          Map.entry("arctan", ARCTAN),
          Map.entry("sinh", SINH),
          Map.entry("cosh", COSH),
          Map.entry("tanh", TANH),
          Map.entry("ln", LN),
          Map.entry("exp", EXP));

  private static final MathContext CONTEXT = Value.CONTEXT;
  private static final Value I = new Value(BigDecimal.ZERO, BigDecimal.ONE);
  private static final Rational HALF = new Rational(BigInteger.ONE, BigInteger.TWO);
  private static final Value RIGHT_ANGLE = Value.PI.over(Value.of(Rational.of(2)));
  private static final int MAX_FACTORIAL = 500;
  private static final BigDecimal MAX_EXPONENT = BigDecimal.valueOf(1_000);
  private static final BigDecimal MAX_ANGLE = BigDecimal.valueOf(1_000_000);
  private static final BigDecimal MIN_ARGUMENT = new BigDecimal("1e-12");

  /** The function that formulas write by a name, or null; logarithms with a base are not here. */
  static @Nullable Function named(String name) {
    return NAMES.get(name);
  }

  boolean takesAngle() {
    return switch (this) {
      case SIN, COS, TAN, COT, SEC, CSC -> true;
      default -> false;
    };
  }

  /** The exact value, or null where there is none or it is too large. */
  @Nullable Rational exact(Rational argument) {
    return switch (this) {
      case ABS -> argument.signum() < 0 ? argument.negate() : argument;
      case FLOOR -> floor(argument);
      case CEILING -> floor(argument.negate()).negate();
      case FACTORIAL -> factorial(argument);
      default -> null;
    };
  }

  /**
   * The value to {@value Value#DIGITS} digits.
   *
   * @throws ArithmeticException where there is none, or not enough of its digits can be told
   */
  Value of(Value argument) {
    return switch (this) {
      case ABS -> Value.real(argument.size());
      case FLOOR -> whole(argument, RoundingMode.FLOOR);
      case CEILING -> whole(argument, RoundingMode.CEILING);
      case FACTORIAL -> factorial(argument);
      case TAN -> SIN.of(argument).over(COS.of(argument));
      case COT -> COS.of(argument).over(SIN.of(argument));
      case SEC -> Value.of(Rational.of(1)).over(COS.of(argument));
      case CSC -> Value.of(Rational.of(1)).over(SIN.of(argument));
      case SINH -> halfOf(EXP.of(argument), EXP.of(argument.negate()).negate());
      case COSH -> halfOf(EXP.of(argument), EXP.of(argument.negate()));
      case TANH -> SINH.of(argument).over(COSH.of(argument));
      case EXP -> exp(argument);
      case LN -> ln(argument);
      case ARCTAN -> arctan(argument);
      case ARCSIN -> arcsin(argument);
      case ARCCOS -> Value.sum(List.of(RIGHT_ANGLE, arcsin(argument).negate()));
      case SIN, COS -> wave(argument);
    };
  }

  private Value wave(Value argument) {
    checkRange(argument);
    boolean sine = this == SIN;
    if (argument.isReal()) {
      BigDecimal x = argument.re();
      BigDecimal value = sine ? BigDecimalMath.sin(x, CONTEXT) : BigDecimalMath.cos(x, CONTEXT);
      return Value.ofFunction(value, BigDecimal.ZERO);
    }
    // (e^iz - e^-iz) / 2i and (e^iz + e^-iz) / 2.
    Value forward = exp(argument.times(I));
    Value back = exp(argument.times(I).negate());
    return sine ? halfOf(forward, back.negate()).over(I) : halfOf(forward, back);
  }

  private static Value ln(Value argument) {
    checkRange(argument);
    BigDecimal size = BigDecimalMath.log(argument.size(), CONTEXT);
    return Value.ofFunction(size, angle(argument.re(), argument.im()));
  }

  private static Value arctan(Value argument) {
    checkRange(argument);
    if (argument.isReal()) {
      return Value.ofFunction(angle(BigDecimal.ONE, argument.re()), BigDecimal.ZERO);
    }
    Value turned = argument.times(I);
    Value one = Value.of(Rational.of(1));
    Value logarithms =
        Value.sum(List.of(ln(Value.sum(List.of(one, turned.negate()))), ln(one(turned)).negate()));
    return logarithms.times(I).over(Value.of(Rational.of(2)));
  }

  /** -i ln(iz + sqrt(1 - z^2)). */
  private static Value arcsin(Value argument) {
    if (argument.isZero()) {
      return argument;
    }
    checkRange(argument);
    Value root = one(argument.times(argument).negate()).power(HALF);
    return ln(Value.sum(List.of(argument.times(I), root))).times(I).negate();
  }

  private static Value one(Value more) {
    return Value.sum(List.of(Value.of(Rational.of(1)), more));
  }

  /** The angle of the point (x, y), in (-pi, pi], from that of the nearest doubles. */
  private static BigDecimal angle(BigDecimal x, BigDecimal y) {
    if (y.signum() == 0) {
      return x.signum() < 0 ? Value.PI.re() : BigDecimal.ZERO;
    }
    BigDecimal near = new BigDecimal(StrictMath.atan2(y.doubleValue(), x.doubleValue()));
    BigDecimal cos = BigDecimalMath.cos(near, CONTEXT);
    BigDecimal sin = BigDecimalMath.sin(near, CONTEXT);
    BigDecimal size = new Value(x, y).size();
    // The sine of what is missing, which is so small that the next term of arcsin is past all
    // digits.
    BigDecimal rest = y.multiply(cos).subtract(x.multiply(sin)).divide(size, CONTEXT);
    BigDecimal cube = rest.pow(3, CONTEXT).divide(BigDecimal.valueOf(6), CONTEXT);
    return near.add(rest).add(cube).round(CONTEXT);
  }

  private static void checkRange(Value argument) {
    BigDecimal size = argument.size();
    if (size.compareTo(MAX_ANGLE) > 0 || (size.compareTo(MIN_ARGUMENT) < 0 && !argument.isZero())) {
      throw new ArithmeticException("argument out of range");
    }
  }

  private static Value exp(Value argument) {
    checkRange(argument);
    if (argument.size().compareTo(MAX_EXPONENT) > 0) {
      throw new ArithmeticException("exponent out of range");
    }
    Value size = Value.real(BigDecimalMath.exp(argument.re(), CONTEXT));
    if (argument.isReal()) {
      return size;
    }
    BigDecimal cos = BigDecimalMath.cos(argument.im(), CONTEXT);
    BigDecimal sin = BigDecimalMath.sin(argument.im(), CONTEXT);
    return size.times(Value.ofFunction(cos, sin));
  }

  private static Value halfOf(Value first, Value second) {
    return Value.sum(List.of(first, second)).over(Value.of(Rational.of(2)));
  }

  /** Rounds both parts, so that formulas need no real values to be compared. */
  private static Value whole(Value argument, RoundingMode mode) {
    if (argument.size().compareTo(MAX_ANGLE) > 0) {
      throw new ArithmeticException("too large to round");
    }
    return new Value(whole(argument.re(), mode), whole(argument.im(), mode));
  }

  private static BigDecimal whole(BigDecimal part, RoundingMode mode) {
    BigDecimal nearest = part.setScale(0, RoundingMode.HALF_EVEN);
    boolean whole = part.subtract(nearest).abs().compareTo(MIN_ARGUMENT) < 0;
    return whole ? nearest : part.setScale(0, mode);
  }

  private static Rational floor(Rational value) {
    BigInteger[] parts = value.numerator().divideAndRemainder(value.denominator());
    BigInteger whole = parts[1].signum() < 0 ? parts[0].subtract(BigInteger.ONE) : parts[0];
    return new Rational(whole, BigInteger.ONE);
  }

  private static @Nullable Rational factorial(Rational value) {
    Integer n = value.toInt(MAX_FACTORIAL);
    if (n == null || n < 0) {
      return null;
    }
    BigInteger product = BigInteger.ONE;
    for (int i = 2; i <= n; i++) {
      product = product.multiply(BigInteger.valueOf(i));
    }
    return Rational.of(product, BigInteger.ONE);
  }

  /** Gamma of one more, moved to where the library is accurate by x! = (x + 1)! / (x + 1). */
  private static Value factorial(Value argument) {
    if (!argument.isReal() || argument.size().compareTo(BigDecimal.valueOf(100)) > 0) {
      throw new ArithmeticException("factorial out of range");
    }
    Value below = Value.of(Rational.of(1));
    BigDecimal x = argument.re();
    while (x.signum() < 0) {
      x = x.add(BigDecimal.ONE);
      below = below.times(Value.real(x));
    }
    return Value.real(BigDecimalMath.factorial(x, CONTEXT)).over(below);
  }
}
