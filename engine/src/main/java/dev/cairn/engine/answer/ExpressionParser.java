package dev.cairn.engine.answer;

import dev.cairn.engine.answer.Expression.Binomial;
import dev.cairn.engine.answer.Expression.Call;
import dev.cairn.engine.answer.Expression.Constant;
import dev.cairn.engine.answer.Expression.Numeral;
import dev.cairn.engine.answer.Expression.Power;
import dev.cairn.engine.answer.Expression.Product;
import dev.cairn.engine.answer.Expression.Quotient;
import dev.cairn.engine.answer.Expression.Sum;
import dev.cairn.engine.answer.Expression.Symbol;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reads a {@link Latex#clean cleaned} text, or what people type without LaTeX, as an expression.
 *
 * <pre>
 * ratio    = sum [("\over" | "\choose") sum]
 * sum      = ["+" | "-"] product (("+" | "-") product)*
 * product  = power (("*" | "\cdot" | "\times" | "/") ["+" | "-"] power | power)*
 * power    = atom ("^{" ratio "}" | "!" | "degrees sign")*
 * atom     = mixed | numeral | letters | function | "\frac{" ratio "}{" ratio "}"
 *          | "\sqrt" ["[" sum "]"] power | "\binom{" ratio "}{" ratio "}"
 *          | "(" ratio ")" | "{" ratio "}" | "[" ratio "]" | "|" sum "|" | floor | ceiling
 * mixed    = integer proper-fraction            (1\frac{4}{5} and 1 4/5, whose sum it is)
 * function = name ["^{" ratio "}"] ("(" ratio ")" | "{" ratio "}" | product without parentheses)
 * </pre>
 *
 * <p>A product without a sign goes on with a numeral only after a round bracket: {@code x 2} and
 * {@code \sqrt{1}3} are no expressions, since nobody can tell what they mean. The grammar is that
 * of one reader and no language: nothing is looked up, called or evaluated but the functions of
 * {@link Function}.
 */
final class ExpressionParser {
  private static final int MAX_DEPTH = 60;
  private static final int GAMMA_COST = 6;
  private static final List<String> ENDS = List.of("\\over", "\\choose", "\\rfloor", "\\rceil");

  private static final Expression DEGREE = new Quotient(Constant.PI, new Numeral(Rational.of(180)));

  private final Scanner in;
  private final Budget budget;
  private int brackets;
  private int bars;
  private int depth;
  private boolean angle;

  private ExpressionParser(String text, Budget budget) {
    this.in = new Scanner(text);
    this.budget = budget;
  }

  /** The expression that the whole text is, or null. */
  static @Nullable Expression parse(String text, Budget budget) {
    ExpressionParser parser = new ExpressionParser(text, budget);
    Expression expression = parser.ratio();
    return parser.in.atEnd() ? expression : null;
  }

  private @Nullable Expression ratio() {
    Expression above = sum();
    if (above == null) {
      return null;
    }
    boolean choose = in.accept("\\choose");
    if (!choose && !in.accept("\\over")) {
      return above;
    }
    Expression below = sum();
    if (below == null) {
      return null;
    }
    if (choose && !budget.spend()) {
      return null;
    }
    return choose ? new Binomial(above, below) : new Quotient(above, below);
  }

  private @Nullable Expression sum() {
    if (++depth > MAX_DEPTH) {
      return null;
    }
    boolean negative = in.accept("-");
    if (!negative) {
      in.accept("+");
    }
    Expression first = product();
    if (first == null) {
      return null;
    }
    List<Expression> terms = new ArrayList<>();
    terms.add(negative ? Expression.negative(first) : first);
    while (true) {
      boolean minus = in.accept("-");
      if (!minus && !in.accept("+")) {
        depth--;
        return terms.size() == 1 ? terms.get(0) : new Sum(terms);
      }
      Expression next = product();
      if (next == null) {
        return null;
      }
      terms.add(minus ? Expression.negative(next) : next);
    }
  }

  private @Nullable Expression product() {
    Expression total = power();
    while (total != null) {
      boolean over = in.accept("/");
      boolean sign = over || in.accept("*") || in.accept("\\cdot") || in.accept("\\times");
      if (!sign && !startsFactor()) {
        return total;
      }
      boolean negative = sign && in.accept("-");
      if (sign && !negative) {
        in.accept("+");
      }
      Expression next = power();
      if (next == null) {
        return null;
      }
      Expression factor = negative ? Expression.negative(next) : next;
      total = over ? new Quotient(total, factor) : new Product(total, factor);
    }
    return null;
  }

  /** Whether a factor begins here that is multiplied without a sign. */
  private boolean startsFactor() {
    char next = in.peek();
    if (next == '\\') {
      return ENDS.stream().noneMatch(in::sees);
    }
    boolean number = Latex.isDigit(next) && in.endsWith(')');
    boolean bracket = next == '(' || next == '[' || next == '{';
    return number || bracket || Latex.isLetter(next) || (next == '|' && bars == 0);
  }

  private @Nullable Expression power() {
    Expression base = atom();
    return base == null ? null : raised(base);
  }

  /** The base with the powers, factorials and degrees that are written behind it. */
  private @Nullable Expression raised(Expression base) {
    Expression result = base;
    boolean power = false;
    while (result != null) {
      if (!power && in.accept("^")) {
        Expression exponent = group();
        result = exponent == null ? null : raised(result, exponent);
        power = true;
      } else if (in.accept("!")) {
        result = in.peek() == '!' ? null : factorial(result);
        power = false;
      } else if (in.accept("\u00b0")) {
        // Degrees are the unit of an answer, but in the argument of a function they are an angle.
        result = angle ? new Product(result, DEGREE) : result;
      } else {
        return result;
      }
    }
    return null;
  }

  private @Nullable Expression factorial(Expression of) {
    boolean paid = budget.spend(of.exact() == null ? GAMMA_COST : 1);
    return paid ? new Call(Function.FACTORIAL, of) : null;
  }

  private @Nullable Expression raised(Expression base, Expression exponent) {
    Rational exact = exponent.exact();
    boolean cheap = exact != null && exact.isInteger();
    if (!cheap && !budget.spend()) {
      return null;
    }
    return new Power(base, exact == null ? exponent : new Numeral(exact));
  }

  private @Nullable Expression atom() {
    char next = in.peek();
    if (Latex.isDigit(next) || next == '.') {
      return numeral();
    }
    if (Latex.isLetter(next)) {
      return letters();
    }
    return switch (next) {
      case '\\' -> command();
      case '(' -> enclosed("(", ")");
      case '[' -> enclosed("[", "]");
      case '{' -> group();
      case '|' -> absolute();
      default -> null;
    };
  }

  private @Nullable Expression enclosed(String open, String close) {
    if (!in.accept(open)) {
      return null;
    }
    int outer = bars;
    bars = 0;
    brackets++;
    Expression value = ratio();
    brackets--;
    bars = outer;
    return in.accept(close) ? value : null;
  }

  private @Nullable Expression group() {
    if (!in.accept("{")) {
      return null;
    }
    int outer = bars;
    int outside = brackets;
    bars = 0;
    brackets = 0;
    Expression value = ratio();
    bars = outer;
    brackets = outside;
    return in.accept("}") ? value : null;
  }

  private @Nullable Expression absolute() {
    if (!in.accept("|")) {
      return null;
    }
    bars++;
    Expression value = sum();
    bars--;
    return value != null && in.accept("|") ? new Call(Function.ABS, value) : null;
  }

  private @Nullable Expression command() {
    String name = in.command();
    return switch (name) {
      case "frac" -> pair(Kind.FRACTION);
      case "binom", "dbinom", "tbinom" -> pair(Kind.BINOMIAL);
      case "sqrt" -> root();
      case "pi" -> Constant.PI;
      case "text" -> in.seesPlainText() ? group() : null;
      case "lfloor" -> rounded(Function.FLOOR, "\\rfloor");
      case "lceil" -> rounded(Function.CEILING, "\\rceil");
      case "" -> null;
      default -> named(name);
    };
  }

  private enum Kind {
    FRACTION,
    BINOMIAL
  }

  private @Nullable Expression pair(Kind kind) {
    Expression first = group();
    Expression second = first == null ? null : group();
    if (first == null || second == null || (kind == Kind.BINOMIAL && !budget.spend())) {
      return null;
    }
    return kind == Kind.FRACTION ? new Quotient(first, second) : new Binomial(first, second);
  }

  private @Nullable Expression rounded(Function function, String end) {
    Expression value = sum();
    return value != null && in.accept(end) ? new Call(function, value) : null;
  }

  private @Nullable Expression root() {
    Expression index = in.peek() == '[' ? enclosed("[", "]") : new Numeral(Rational.of(2));
    Expression radicand = index == null ? null : atom();
    if (index == null || radicand == null) {
      return null;
    }
    return raised(radicand, new Quotient(new Numeral(Rational.of(1)), index));
  }

  /** A function, or the symbol that a command is. */
  private @Nullable Expression named(String name) {
    Function function = Function.named(name);
    if (function != null) {
      return applied(function);
    }
    if (name.equals("log") || name.equals("lg")) {
      return logarithm();
    }
    return Symbols.GREEK.contains(name) ? symbol("\\" + name) : null;
  }

  private @Nullable Expression letters() {
    String run = in.letters();
    String name = Symbols.functionAt(run);
    if (name != null) {
      in.skip(name.length());
      return switch (name) {
        case "sqrt" -> root();
        case "pi" -> Constant.PI;
        default -> named(name);
      };
    }
    if (run.length() > Symbols.MAX_RUN) {
      return null;
    }
    in.skip(1);
    return switch (run.charAt(0)) {
      case 'e' -> Constant.E;
      case 'i' -> Constant.I;
      default -> symbol(run.substring(0, 1));
    };
  }

  /** A symbol with its index. What looks like the call of an unknown function is none. */
  private @Nullable Expression symbol(String name) {
    String index = in.index();
    if (index == null || (Symbols.CALLED.contains(name) && in.follows('('))) {
      return null;
    }
    return new Symbol(name + index);
  }

  private @Nullable Expression logarithm() {
    // A logarithm without a base has one that is not named: neither e nor 10 may be put for it.
    Expression base = new Symbol("\\log");
    if (in.accept("_")) {
      base = group();
    }
    Expression of = base == null ? null : applied(Function.LN);
    return base == null || of == null ? null : new Quotient(of, new Call(Function.LN, base));
  }

  private @Nullable Expression applied(Function function) {
    Expression exponent = null;
    if (in.accept("^")) {
      exponent = group();
      if (exponent == null) {
        return null;
      }
    }
    boolean outer = angle;
    angle = function.takesAngle();
    Expression argument = argument();
    angle = outer;
    if (argument == null || !budget.spend()) {
      return null;
    }
    if (exponent == null) {
      return new Call(function, argument);
    }
    Rational power = exponent.exact();
    if (power != null && power.equals(Rational.of(-1))) {
      Function inverse = Function.named("arc" + function.name().toLowerCase(Locale.ROOT));
      return inverse == null ? null : new Call(inverse, argument);
    }
    return raised(new Call(function, argument), exponent);
  }

  /** What a function without parentheses takes: factors up to a sign or another function. */
  private @Nullable Expression argument() {
    char next = in.peek();
    if (next == '(') {
      return enclosed("(", ")");
    }
    boolean negative = in.accept("-");
    Expression total = power();
    while (total != null && next != '{' && continuesArgument()) {
      Expression factor = power();
      total = factor == null ? null : new Product(total, factor);
    }
    return total != null && negative ? Expression.negative(total) : total;
  }

  private boolean continuesArgument() {
    char next = in.peek();
    if (next == '\\') {
      return startsFactor()
          && !in.seesCommandOf(Symbols.FUNCTIONS)
          && !in.sees("\\cdot")
          && !in.sees("\\times");
    }
    return Latex.isLetter(next) && Symbols.functionAt(in.letters()) == null;
  }

  private @Nullable Expression numeral() {
    Rational value = in.numeral(brackets == 0);
    if (value == null) {
      return null;
    }
    if (!in.lastWasInteger()) {
      return new Numeral(value);
    }
    return mixed(value);
  }

  /** Adds the proper fraction of numerals that follows an integer, if one does. */
  private @Nullable Expression mixed(Rational whole) {
    int before = in.position();
    Rational part = in.fractionAfterInteger();
    if (part == null) {
      in.back(before);
      return new Numeral(whole);
    }
    boolean proper = part.signum() > 0 && part.numerator().compareTo(part.denominator()) < 0;
    Rational sum = proper ? whole.plus(part) : null;
    return sum == null ? null : new Numeral(sum);
  }
}
