package dev.cairn.engine.answer;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The canonical keys of expressions: equal keys for expressions that have the same value wherever
 * they are defined.
 *
 * <p>An expression without symbols is its exact value if that is rational, else its first {@value
 * Value#SHOWN} digits. One with symbols is the digest of its values at {@value Point#POINTS} fixed
 * points, a randomised identity test (Schwartz, Fast Probabilistic Algorithms for Verification of
 * Polynomial Identities, J. ACM 27, 1980) whose points depend on the names of the symbols alone, so
 * that equality of keys is an equivalence relation. One whose values cannot be told to enough
 * digits at any of the points has no key.
 */
final class Fingerprint {
  private static final BigInteger MAX_DENOMINATOR = BigInteger.valueOf(100_000_000);
  private static final BigInteger MAX_NUMERATOR = BigInteger.valueOf(10_000_000_000_000_000L);
  private static final BigDecimal NOISE = new BigDecimal("1e-40");

  private Fingerprint() {}

  /** {@code q:} and a rational, {@code n:} and digits, {@code f:} and a digest, or null. */
  static @Nullable String of(Expression expression) {
    Rational exact = expression.exact();
    if (exact != null) {
      return "q:" + exact;
    }
    List<Value> values = values(expression);
    if (values == null) {
      return null;
    }
    List<String> printed = values.stream().map(Value::print).toList();
    boolean constant = printed.stream().distinct().count() == 1;
    return constant ? constant(values.get(0)) : "f:" + digest(String.join(" ", printed));
  }

  /** A digest of the values that is the same for every multiple of them, or null. */
  static @Nullable String ofMultiples(Expression expression) {
    return scaled(expression, false);
  }

  /** A digest of the values that is the same for every positive multiple of them, or null. */
  static @Nullable String ofPositiveMultiples(Expression expression) {
    return scaled(expression, true);
  }

  private static @Nullable String scaled(Expression expression, boolean keepsSign) {
    List<Value> values = values(expression);
    if (values == null || values.size() == 1 || values.get(0).isZero()) {
      return null;
    }
    Value first = values.get(0);
    if (keepsSign) {
      if (!values.stream().allMatch(Value::isReal)) {
        return null;
      }
      first = Value.real(first.re().abs());
    }
    StringBuilder printed = new StringBuilder();
    try {
      for (Value value : values) {
        printed.append(value.over(first).print()).append(' ');
      }
    } catch (ArithmeticException e) {
      return null;
    }
    return digest(printed.toString());
  }

  /** The value of an expression without symbols, or null. */
  static @Nullable Value constant(Expression expression) {
    List<Value> values = expression.symbolic() ? null : values(expression);
    return values == null ? null : values.get(0);
  }

  private static @Nullable List<Value> values(Expression expression) {
    int points = expression.symbolic() ? Point.POINTS : 1;
    List<Value> values = new ArrayList<>(points);
    try {
      for (int i = 0; i < points; i++) {
        values.add(expression.at(new Point(i)));
      }
    } catch (ArithmeticException e) {
      // Undefined or not precise enough: then there is nothing to compare by.
      return null;
    }
    return values;
  }

  private static String constant(Value value) {
    Rational rational = value.isReal() ? rational(value.re()) : null;
    return rational == null ? "n:" + value.print() : "q:" + rational;
  }

  /** The small fraction that a value is but for noise, found by its continued fraction, or null. */
  private static @Nullable Rational rational(BigDecimal value) {
    BigDecimal rest = value;
    BigInteger above = BigInteger.ONE;
    BigInteger aboveBefore = BigInteger.ZERO;
    BigInteger below = BigInteger.ZERO;
    BigInteger belowBefore = BigInteger.ONE;
    BigDecimal noise = NOISE.multiply(value.abs().max(BigDecimal.ONE));
    while (true) {
      BigInteger whole = rest.setScale(0, RoundingMode.FLOOR).toBigInteger();
      BigInteger nextAbove = whole.multiply(above).add(aboveBefore);
      BigInteger nextBelow = whole.multiply(below).add(belowBefore);
      aboveBefore = above;
      belowBefore = below;
      above = nextAbove;
      below = nextBelow;
      boolean small =
          below.compareTo(MAX_DENOMINATOR) <= 0 && above.abs().compareTo(MAX_NUMERATOR) <= 0;
      if (!small) {
        return null;
      }
      BigDecimal fraction = new BigDecimal(above).divide(new BigDecimal(below), Value.CONTEXT);
      if (fraction.subtract(value).abs().compareTo(noise) <= 0) {
        return Rational.of(above, below);
      }
      BigDecimal broken = rest.subtract(new BigDecimal(whole));
      if (broken.signum() == 0) {
        return null;
      }
      rest = BigDecimal.ONE.divide(broken, Value.CONTEXT);
    }
  }

  private static String digest(String text) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] hash = digest.digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, 12);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
