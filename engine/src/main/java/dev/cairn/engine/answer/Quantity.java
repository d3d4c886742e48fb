package dev.cairn.engine.answer;

import dev.cairn.engine.answer.Expression.Numeral;
import dev.cairn.engine.answer.Expression.Product;
import dev.cairn.engine.answer.Expression.Quotient;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A quantity taken apart: a number, and a trailing unit that is known or a multiplier such as
 * million.
 *
 * <p>Units are dropped, not converted: 5 hours and 5 minutes have the same number. A unit of one
 * letter is known only inside {@code \text}, since elsewhere it is as likely a symbol.
 *
 * @param number the text before the unit
 * @param factor what the number is multiplied by; 1 unless there is a multiplier
 */
record Quantity(String number, Rational factor) {
  private static final String CURRENCIES = "\u20ac\u00a3\u00a5";
  private static final Pattern EXPONENT = Pattern.compile("\\^\\{?-?\\d\\}?");
  private static final Pattern BETWEEN = Pattern.compile("[ {}/.*]|\\\\cdot");

  private static final Set<String> WORDS =
      Set.of(
          ("mm cm km nm ml kg mg lb lbs oz ft yd mi mph kmh hr hrs min mins sec secs ms rad usd USD eur EUR gbp GBP inch inches in foot feet"
                  + " yard yards mile miles meter meters metre metres centimeter centimeters centimetre"
                  + " centimetres kilometer kilometers kilometre kilometres millimeter millimeters"
                  + " gram grams kilogram kilograms pound pounds ounce ounces ton tons tonne tonnes"
                  + " cup cups liter liters litre litres gallon gallons milliliter milliliters"
                  + " second seconds minute minutes hour hours day days week weeks month months year"
                  + " years dollar dollars cent cents penny pennies euro euros degree degrees radian"
                  + " radians unit units square sq cubic cu per point points time times people person"
                  + " persons student students way ways")
              .split(" "));

  private static final Set<String> LETTERS =
      Set.of("m", "g", "s", "h", "l", "L", "N", "J", "W", "V");

  /**
   * Reads a cleaned text as a number or a formula, with a currency sign, percent sign or known unit
   * or without; null if it is none.
   */
  static @Nullable Expression read(String text, Budget budget) {
    int sign = text.startsWith("-") ? 1 : 0;
    boolean currency = text.length() > sign && CURRENCIES.indexOf(text.charAt(sign)) >= 0;
    String amount = currency ? text.substring(0, sign) + text.substring(sign + 1) : text;
    amount = Thousands.joinBlanks(amount);
    if (amount.endsWith("%")) {
      String share = amount.substring(0, amount.length() - 1);
      Expression part = ExpressionParser.parse(share, budget);
      return part == null ? null : new Quotient(part, new Numeral(Rational.of(100)));
    }
    Quantity quantity = split(amount);
    Expression number = quantity == null ? null : ExpressionParser.parse(quantity.number(), budget);
    if (quantity == null || number == null) {
      return ExpressionParser.parse(amount, budget);
    }
    boolean plain = quantity.factor().equals(Rational.of(1));
    return plain ? number : new Product(number, new Numeral(quantity.factor()));
  }

  /** Splits a cleaned text before its unit; null if it does not end with a known one. */
  private static @Nullable Quantity split(String text) {
    int start = firstLetter(text);
    if (start <= 0 || start == text.length()) {
      return null;
    }
    Rational factor = Rational.of(1);
    boolean marked = text.startsWith("\\text", start);
    String tail = EXPONENT.matcher(text.substring(start).replace("\\text", " ")).replaceAll(" ");
    for (String word : BETWEEN.split(tail, -1)) {
      Rational multiplier = multiplier(word);
      if (multiplier != null) {
        factor = factor.times(multiplier);
      } else if (!word.isEmpty() && !known(word, marked)) {
        return null;
      }
      if (factor == null) {
        return null;
      }
    }
    return new Quantity(text.substring(0, start).strip(), factor);
  }

  private static @Nullable Rational multiplier(String word) {
    return switch (word) {
      case "percent" -> Rational.ofDecimal("0.01");
      case "thousand" -> Rational.ofDecimal("1e3");
      case "million" -> Rational.ofDecimal("1e6");
      case "billion" -> Rational.ofDecimal("1e9");
      case "trillion" -> Rational.ofDecimal("1e12");
      default -> null;
    };
  }

  private static boolean known(String word, boolean marked) {
    return WORDS.contains(word) || (marked && LETTERS.contains(word));
  }

  /** The first letter that belongs neither to a command nor to an exponent; text counts as one. */
  private static int firstLetter(String text) {
    int at = 0;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '\\') {
        if (text.startsWith("\\text", at)) {
          return at;
        }
        at++;
        while (at < text.length() && Latex.isLetter(text.charAt(at))) {
          at++;
        }
      } else if (Latex.isLetter(c) && !exponentAt(text, at)) {
        return at;
      } else {
        at++;
      }
    }
    return at;
  }

  private static boolean exponentAt(String text, int at) {
    if (Character.toLowerCase(text.charAt(at)) != 'e' || at == 0 || at + 1 == text.length()) {
      return false;
    }
    boolean digitBefore = Latex.isDigit(text.charAt(at - 1)) || text.charAt(at - 1) == '.';
    char next = text.charAt(at + 1);
    return digitBefore && (Latex.isDigit(next) || next == '-' || next == '+');
  }
}
