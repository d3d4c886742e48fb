package dev.cairn.engine.answer;

import ch.obermuhlner.math.big.BigComplex;
import ch.obermuhlner.math.big.BigComplexMath;
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
      case FLOOR -> Value.real(whole(argument, RoundingMode.FLOOR));
      case CEILING -> Value.real(whole(argument, RoundingMode.CEILING));
      case FACTORIAL -> factorial(argument);
      case TAN -> SIN.of(argument).over(COS.of(argument));
      case COT -> COS.of(argument).over(SIN.of(argument));
      case SEC -> Value.of(Rational.of(1)).over(COS.of(argument));
      case CSC -> Value.of(Rational.of(1)).over(SIN.of(argument));
      case SINH -> halfOf(EXP.of(argument), EXP.of(argument.negate()).negate());
      case COSH -> halfOf(EXP.of(argument), EXP.of(argument.negate()));
      case TANH -> SINH.of(argument).over(COSH.of(argument));
      case EXP -> exp(argument);
      default -> Value.ofFunction(elementary(argument));
    };
  }

  private BigComplex elementary(Value argument) {
    BigDecimal size = argument.size();
    if (size.compareTo(MAX_ANGLE) > 0 || (size.compareTo(MIN_ARGUMENT) < 0 && !argument.isZero())) {
      throw new ArithmeticException("argument out of range");
    }
    return argument.isReal() ? real(argument.re()) : complex(argument.complex());
  }

  private BigComplex real(BigDecimal x) {
    MathContext context = Value.CONTEXT;
    boolean inner = x.abs().compareTo(BigDecimal.ONE) <= 0;
    return switch (this) {
      case SIN -> BigComplex.valueOf(BigDecimalMath.sin(x, context));
      case COS -> BigComplex.valueOf(BigDecimalMath.cos(x, context));
      case ARCTAN -> BigComplex.valueOf(BigDecimalMath.atan(x, context));
      case ARCSIN ->
          inner ? BigComplex.valueOf(BigDecimalMath.asin(x, context)) : complex(complexOf(x));
      case ARCCOS ->
          inner ? BigComplex.valueOf(BigDecimalMath.acos(x, context)) : complex(complexOf(x));
      default -> {
        BigDecimal log = BigDecimalMath.log(x.abs(), context);
        yield BigComplex.valueOf(log, x.signum() < 0 ? Value.PI.re() : BigDecimal.ZERO);
      }
    };
  }

  private BigComplex complex(BigComplex z) {
    MathContext context = Value.CONTEXT;
    return switch (this) {
      case SIN -> BigComplexMath.sin(z, context);
      case COS -> BigComplexMath.cos(z, context);
      case ARCTAN -> BigComplexMath.atan(z, context);
      case ARCSIN -> BigComplexMath.asin(z, context);
      case ARCCOS -> BigComplexMath.acos(z, context);
      default -> BigComplexMath.log(z, context);
    };
  }

  private static BigComplex complexOf(BigDecimal x) {
    return BigComplex.valueOf(x);
  }

  private static Value exp(Value argument) {
    if (argument.size().compareTo(MAX_EXPONENT) > 0) {
      throw new ArithmeticException("exponent out of range");
    }
    if (!argument.isZero() && argument.size().compareTo(MIN_ARGUMENT) < 0) {
      throw new ArithmeticException("exponent out of range");
    }
    Value size = Value.real(BigDecimalMath.exp(argument.re(), Value.CONTEXT));
    if (argument.isReal()) {
      return size;
    }
    BigDecimal cos = BigDecimalMath.cos(argument.im(), Value.CONTEXT);
    BigDecimal sin = BigDecimalMath.sin(argument.im(), Value.CONTEXT);
    return size.times(Value.ofFunction(BigComplex.valueOf(cos, sin)));
  }

  private static Value halfOf(Value first, Value second) {
    return Value.sum(List.of(first, second)).over(Value.of(Rational.of(2)));
  }

  private static BigDecimal whole(Value argument, RoundingMode mode) {
    if (!argument.isReal() || argument.size().compareTo(MAX_ANGLE) > 0) {
      throw new ArithmeticException("nothing to round");
    }
    BigDecimal nearest = argument.re().setScale(0, RoundingMode.HALF_EVEN);
    boolean whole = argument.re().subtract(nearest).abs().compareTo(MIN_ARGUMENT) < 0;
    return whole ? nearest : argument.re().setScale(0, mode);
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
    return Value.real(BigDecimalMath.factorial(x, Value.CONTEXT)).over(below);
  }
}
