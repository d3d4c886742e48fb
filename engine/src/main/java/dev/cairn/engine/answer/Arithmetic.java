package dev.cairn.engine.answer;

import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * Reads a {@link Latex#clean cleaned} text as exact arithmetic on numbers, and evaluates it.
 *
 * <pre>
 * ratio   = sum ["\over" sum]
 * sum     = ["+" | "-"] product (("+" | "-") product)*
 * product = power (("*" | "\cdot" | "\times" | "/") ["-"] power)*
 * power   = atom ["^{" ratio "}"] ["!"]
 * atom    = mixed | numeral | "\frac{" ratio "}{" ratio "}" | "\sqrt{" ratio "}"
 *         | "(" sum ")" | "{" ratio "}" | "\text{" ratio "}"
 * mixed   = integer proper-fraction            (1\frac{4}{5} and 1 4/5, whose sum it is)
 * </pre>
 *
 * <p>There is no product without a sign: {@code \frac{1}{2}\frac{1}{2}} and {@code 2x} are no
 * numbers. A numeral may have thousands separated by well-formed commas, but not within round
 * brackets, where a comma separates the elements of a tuple.
 */
final class Arithmetic {
  private static final int MAX_FACTORIAL = 500;
  private static final int MAX_DEPTH = 100;

  private final String text;
  private int at;
  private int brackets;
  private int depth;

  private Arithmetic(String text) {
    this.text = text;
  }

  /** The value of the whole text, or null if it is anything but bounded arithmetic on numbers. */
  static @Nullable Rational evaluate(String text) {
    Arithmetic arithmetic = new Arithmetic(text);
    Rational value = arithmetic.ratio();
    arithmetic.skipBlanks();
    return arithmetic.at == text.length() ? value : null;
  }

  private @Nullable Rational ratio() {
    Rational above = sum();
    if (above == null || !accept("\\over")) {
      return above;
    }
    Rational below = sum();
    return below == null ? null : above.over(below);
  }

  private @Nullable Rational sum() {
    boolean negative = accept("-");
    if (!negative) {
      accept("+");
    }
    Rational total = product();
    if (negative && total != null) {
      total = total.negate();
    }
    while (total != null) {
      boolean minus = accept("-");
      if (!minus && !accept("+")) {
        return total;
      }
      Rational next = product();
      total = next == null ? null : total.plus(minus ? next.negate() : next);
    }
    return null;
  }

  private @Nullable Rational product() {
    Rational total = power();
    while (total != null) {
      boolean over = accept("/");
      if (!over && !accept("*") && !accept("\\cdot") && !accept("\\times")) {
        return total;
      }
      boolean negative = accept("-");
      Rational next = power();
      if (next == null) {
        return null;
      }
      Rational signed = negative ? next.negate() : next;
      total = over ? total.over(signed) : total.times(signed);
    }
    return null;
  }

  private @Nullable Rational power() {
    Rational base = atom();
    if (base != null && accept("^")) {
      Rational exponent = group();
      base = exponent == null ? null : base.power(exponent);
    }
    return base != null && accept("!") ? factorial(base) : base;
  }

  private @Nullable Rational atom() {
    skipBlanks();
    if (depth > MAX_DEPTH) {
      return null;
    }
    if (at < text.length() && (Latex.isDigit(text.charAt(at)) || text.charAt(at) == '.')) {
      return numeral();
    }
    if (accept("\\frac")) {
      return fraction();
    }
    if (accept("\\sqrt")) {
      Rational square = group();
      return square == null ? null : square.squareRoot();
    }
    if (accept("\\text")) {
      return group();
    }
    if (accept("(")) {
      brackets++;
      depth++;
      Rational value = sum();
      depth--;
      brackets--;
      return accept(")") ? value : null;
    }
    return group();
  }

  private @Nullable Rational fraction() {
    Rational above = group();
    Rational below = above == null ? null : group();
    return above == null || below == null ? null : above.over(below);
  }

  private @Nullable Rational group() {
    if (!accept("{")) {
      return null;
    }
    depth++;
    Rational value = ratio();
    depth--;
    return accept("}") ? value : null;
  }

  private @Nullable Rational numeral() {
    int start = at;
    skipDigits();
    boolean integer = at > start && !follows('.', 0);
    if (integer && brackets == 0 && at - start <= 3) {
      while (text.startsWith(",", at) && Thousands.groupAt(text, at + 1)) {
        at += 4;
      }
    }
    if (follows('.', 0)) {
      at++;
      skipDigits();
      integer = false;
    }
    if (exponentAt(at)) {
      at += text.charAt(at + 1) == '+' || text.charAt(at + 1) == '-' ? 2 : 1;
      skipDigits();
      integer = false;
    }
    Rational value = Rational.ofDecimal(text.substring(start, at).replace(",", ""));
    return value != null && integer ? mixed(value) : value;
  }

  /** Adds the proper fraction that follows an integer, if one does. */
  private @Nullable Rational mixed(Rational whole) {
    int before = at;
    boolean blank = at < text.length() && text.charAt(at) == ' ';
    Rational part = null;
    skipBlanks();
    if (accept("\\frac")) {
      part = fraction();
    } else if (blank && at < text.length() && Latex.isDigit(text.charAt(at))) {
      int start = at;
      skipDigits();
      int bar = at;
      if (accept("/") && at < text.length() && Latex.isDigit(text.charAt(at))) {
        int below = at;
        skipDigits();
        Rational above = Rational.ofDecimal(text.substring(start, bar));
        Rational divisor = Rational.ofDecimal(text.substring(below, at));
        part = above == null || divisor == null ? null : above.over(divisor);
      }
    } else {
      at = before;
      return whole;
    }
    boolean proper =
        part != null && part.signum() > 0 && part.numerator().compareTo(part.denominator()) < 0;
    return part != null && proper ? whole.plus(part) : null;
  }

  private boolean exponentAt(int index) {
    if (!follows('e', index - at) && !follows('E', index - at)) {
      return false;
    }
    int digit = index + 1;
    if (digit < text.length() && (text.charAt(digit) == '+' || text.charAt(digit) == '-')) {
      digit++;
    }
    return digit < text.length() && Latex.isDigit(text.charAt(digit));
  }

  private static @Nullable Rational factorial(Rational value) {
    if (!value.isInteger() || value.signum() < 0 || value.numerator().bitLength() > 15) {
      return null;
    }
    int n = value.numerator().intValueExact();
    if (n > MAX_FACTORIAL) {
      return null;
    }
    BigInteger product = BigInteger.ONE;
    for (int i = 2; i <= n; i++) {
      product = product.multiply(BigInteger.valueOf(i));
    }
    return Rational.of(product, BigInteger.ONE);
  }

  private boolean accept(String token) {
    skipBlanks();
    if (!text.startsWith(token, at)) {
      return false;
    }
    at += token.length();
    return true;
  }

  private boolean follows(char c, int ahead) {
    return at + ahead < text.length() && text.charAt(at + ahead) == c;
  }

  private void skipDigits() {
    while (at < text.length() && Latex.isDigit(text.charAt(at))) {
      at++;
    }
  }

  private void skipBlanks() {
    while (at < text.length() && text.charAt(at) == ' ') {
      at++;
    }
  }
}
