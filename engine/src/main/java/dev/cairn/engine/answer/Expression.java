package dev.cairn.engine.answer;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A formula as {@link ExpressionParser} read it, in real or complex numbers.
 *
 * <p>It has an exact value if it is bounded rational arithmetic, and a value to {@value
 * Value#DIGITS} digits at every {@link Point} where it is defined and can be told that precisely.
 */
sealed interface Expression {
  /**
   * The exact value, or null if it is not rational, not defined, too large or depends on symbols.
   */
  @Nullable Rational exact();

  /**
   * The value at a point.
   *
   * @throws ArithmeticException if it is not defined there, or not to enough digits
   */
  Value at(Point point);

  /** Whether a symbol occurs. */
  boolean symbolic();

  /** A finite number. */
  record Numeral(Rational value) implements Expression {
    @Override
    public Rational exact() {
      return value;
    }

    @Override
    public Value at(Point point) {
      return Value.of(value);
    }

    @Override
    public boolean symbolic() {
      return false;
    }
  }

  /** Anything that stands for a number, by its name; upper and lower case are different symbols. */
  record Symbol(String name) implements Expression {
    @Override
    public @Nullable Rational exact() {
      return null;
    }

    @Override
    public Value at(Point point) {
      return Value.real(point.of(name));
    }

    @Override
    public boolean symbolic() {
      return true;
    }
  }

  /** The numbers that have a letter of their own. */
  enum Constant implements Expression {
    PI,
    E,
    I;

    @Override
    public @Nullable Rational exact() {
      return null;
    }

    @Override
    public Value at(Point point) {
      return switch (this) {
        case PI -> Value.PI;
        case E -> Value.E;
        case I -> new Value(BigDecimal.ZERO, BigDecimal.ONE);
      };
    }

    @Override
    public boolean symbolic() {
      return false;
    }
  }

  /** The sum of its terms. */
  record Sum(List<Expression> terms) implements Expression {
    @Override
    public @Nullable Rational exact() {
      Rational total = Rational.of(0);
      for (Expression term : terms) {
        Rational next = term.exact();
        total = total == null || next == null ? null : total.plus(next);
        if (total == null) {
          return null;
        }
      }
      return total;
    }

    @Override
    public Value at(Point point) {
      List<Value> values = new ArrayList<>(terms.size());
      for (Expression term : terms) {
        values.add(term.at(point));
      }
      return Value.sum(values);
    }

    @Override
    public boolean symbolic() {
      return terms.stream().anyMatch(Expression::symbolic);
    }
  }

  /** The product of two. */
  record Product(Expression left, Expression right) implements Expression {
    @Override
    public @Nullable Rational exact() {
      Rational first = left.exact();
      Rational second = first == null ? null : right.exact();
      return first == null || second == null ? null : first.times(second);
    }

    @Override
    public Value at(Point point) {
      return left.at(point).times(right.at(point));
    }

    @Override
    public boolean symbolic() {
      return left.symbolic() || right.symbolic();
    }
  }

  /** One over the other. */
  record Quotient(Expression above, Expression below) implements Expression {
    @Override
    public @Nullable Rational exact() {
      Rational first = above.exact();
      Rational second = first == null ? null : below.exact();
      return first == null || second == null ? null : first.over(second);
    }

    @Override
    public Value at(Point point) {
      return above.at(point).over(below.at(point));
    }

    @Override
    public boolean symbolic() {
      return above.symbolic() || below.symbolic();
    }
  }

  /** A power. A root is a power with a broken exponent. */
  record Power(Expression base, Expression exponent) implements Expression {
    private static final Rational HALF = new Rational(BigInteger.ONE, BigInteger.TWO);

    @Override
    public @Nullable Rational exact() {
      Rational index = exponent.exact();
      Rational of = index == null ? null : base.exact();
      if (index == null || of == null) {
        return null;
      }
      return index.equals(HALF) ? of.squareRoot() : of.power(index);
    }

    @Override
    public Value at(Point point) {
      Rational index = exponent.exact();
      if (index != null) {
        return base.at(point).power(index);
      }
      Value power = exponent.at(point);
      Value scale = base.equals(Constant.E) ? power : power.times(Function.LN.of(base.at(point)));
      return Function.EXP.of(scale);
    }

    @Override
    public boolean symbolic() {
      return base.symbolic() || exponent.symbolic();
    }
  }

  /** A function of one argument. */
  record Call(Function function, Expression argument) implements Expression {
    @Override
    public @Nullable Rational exact() {
      Rational of = argument.exact();
      return of == null ? null : function.exact(of);
    }

    @Override
    public Value at(Point point) {
      return function.of(argument.at(point));
    }

    @Override
    public boolean symbolic() {
      return argument.symbolic();
    }
  }

  /** How many ways there are to choose {@code k} of {@code n}. */
  record Binomial(Expression n, Expression k) implements Expression {
    private static final int MAX_K = 200;

    @Override
    public @Nullable Rational exact() {
      Rational from = n.exact();
      Rational chosen = from == null ? null : k.exact();
      Integer count = chosen == null ? null : chosen.toInt(MAX_K);
      if (from == null || count == null || count < 0 || !from.isInteger()) {
        return null;
      }
      BigInteger ways = BigInteger.ONE;
      for (int i = 0; i < count && ways.bitLength() <= Rational.MAX_BITS; i++) {
        BigInteger factor = from.numerator().subtract(BigInteger.valueOf(i));
        ways = ways.multiply(factor).divide(BigInteger.valueOf(i + 1L));
      }
      return Rational.of(ways, BigInteger.ONE);
    }

    @Override
    public Value at(Point point) {
      Rational chosen = k.exact();
      Integer count = chosen == null ? null : chosen.toInt(MAX_K);
      Value from = n.at(point);
      if (count == null || count < 0) {
        Value of = k.at(point);
        Value rest = Value.sum(List.of(from, of.negate()));
        Value below = Function.FACTORIAL.of(of).times(Function.FACTORIAL.of(rest));
        return Function.FACTORIAL.of(from).over(below);
      }
      Value ways = Value.of(Rational.of(1));
      for (int i = 0; i < count; i++) {
        Value factor = Value.sum(List.of(from, Value.of(Rational.of(-i))));
        ways = ways.times(factor).over(Value.of(Rational.of(i + 1L)));
      }
      return ways;
    }

    @Override
    public boolean symbolic() {
      return n.symbolic() || k.symbolic();
    }
  }

  /** The same with the other sign. */
  static Expression negative(Expression expression) {
    return new Product(new Numeral(Rational.of(-1)), expression);
  }

  /** One less the other. */
  static Expression difference(Expression left, Expression right) {
    return new Sum(List.of(left, negative(right)));
  }
}
