package dev.cairn.engine.answer;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A quantity taken apart: a number, and a trailing unit that is known or a multiplier such as
 * million.
 *
 * <p>Quantity are dropped, not converted: 5 hours and 5 minutes have the same number. A unit of one
 * letter is known only inside {@code \text}, since elsewhere it is as likely a symbol.
 *
 * @param number the text before the unit
 * @param factor what the number is multiplied by; 1 unless there is a multiplier
 */
record Quantity(String number, Rational factor) {
  private static final Set<String> WORDS =
      Set.of(
          ("mm cm km nm ml kg mg lb lbs oz ft yd mi mph kmh hr hrs min mins sec secs ms rad usd eur gbp inch inches in foot feet"
                  + " yard yards mile miles meter meters metre metres centimeter centimeters centimetre"
                  + " centimetres kilometer kilometers kilometre kilometres millimeter millimeters"
                  + " gram grams kilogram kilograms pound pounds ounce ounces ton tons tonne tonnes"
                  + " liter liters litre litres gallon gallons milliliter milliliters"
                  + " second seconds minute minutes hour hours day days week weeks month months year"
                  + " years dollar dollars cent cents penny pennies euro euros degree degrees radian"
                  + " radians unit units square sq cubic cu per point points time times people person"
                  + " persons student students way ways")
              .split(" "));

  private static final Set<String> LETTERS =
      Set.of("m", "g", "s", "h", "l", "L", "N", "J", "W", "V");

  /** Splits a cleaned text before its unit; null if it does not end with a known one. */
  static @Nullable Quantity split(String text) {
    int start = firstLetter(text);
    if (start <= 0 || start == text.length()) {
      return null;
    }
    Rational factor = Rational.of(1);
    boolean marked = text.startsWith("\\text", start);
    String tail = text.substring(start).replace("\\text", " ").replaceAll("\\^\\{?-?\\d\\}?", " ");
    for (String word : tail.split("[ {}/.*]|\\\\cdot", -1)) {
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
