package dev.cairn.engine.answer;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A convention by which a grader accepts more than {@link AnswerKey}. It holds between two answers
 * in either order and is no equivalence, so that votes do not know it.
 */
enum Leniency {
  /** Data sets that ask for a percentage leave the sign out. Never a free factor of a hundred. */
  PERCENT_SIGN("equal but for a percent sign"),
  /** A decimal for a value that no decimal is: six right digits, or nearer than a millionth. */
  ROUNDED("equal to the digits given"),
  /** A relative 1e-4, unless the reference is an integer. */
  TEN_THOUSANDTH("equal to one part in ten thousand"),
  /** Six decimals, if either is printed as a decimal. */
  SIX_DECIMALS("equal to six decimals"),
  /** The same elements in the same order in other brackets, unless an interval may be meant. */
  BRACKETS("equal but for brackets"),
  /** Both are equations, and multiples of each other. */
  EQUATIONS("equal as equations"),
  /** One time of the day lacks its half. */
  HALF_OF_DAY("equal but for the half of the day"),
  /** A count with the word for what is counted, as in 3 trucks. */
  COUNTED("equal but for what is counted"),
  /** A choice in lower case. */
  LETTER_CASE("equal but for the case of the letter");

  /** How many digits of a decimal must be right. */
  private static final int DIGITS = 6;

  private static final Pattern COUNT =
      Pattern.compile("(-?[0-9][0-9,.]*) ?((?:[a-z]{3,}|st|nd|rd|th)(?: [a-z]{2,}){0,2})");

  /** Words that make another number of the one before them, or say that it is not exact. */
  private static final Set<String> MULTIPLES =
      Set.of(
          ("and or more less fewer than at least most over under to of not mod plus minus times dozen"
                  + " pair pairs score gross half halves third thirds quarter quarters fourth fourths"
                  + " fifth fifths tenth tenths hundred hundreds thousand thousands million millions"
                  + " billion billions percent squared cubed factorial double triple per")
              .split(" "));

  private final String why;

  Leniency(String why) {
    this.why = why;
  }

  String why() {
    return why;
  }

  /** Whether two answers of different keys are equal by this convention. */
  boolean holds(Reading given, Reading reference) {
    return switch (this) {
      case PERCENT_SIGN -> percent(given, reference) || percent(reference, given);
      case ROUNDED -> rounds(given, reference) || rounds(reference, given);
      case TEN_THOUSANDTH -> near(given, reference);
      case SIX_DECIMALS -> sixDecimals(given, reference);
      case BRACKETS -> brackets(given, reference);
      case EQUATIONS -> equations(given, reference);
      case HALF_OF_DAY -> halfOfDay(given.key(), reference.key());
      case COUNTED -> counted(given, reference) || counted(reference, given);
      case LETTER_CASE -> choice(given, reference) || choice(reference, given);
    };
  }

  private static boolean percent(Reading percentage, Reading number) {
    return !number.isPercentage() && number.key().equals(percentage.share());
  }

  private static boolean rounds(Reading decimal, Reading value) {
    BigDecimal exact = value.number();
    BigDecimal rounded = decimal.isDecimal() ? decimal.number() : null;
    if (exact == null || rounded == null || isDecimal(value.rational())) {
      return false;
    }
    int digits = decimal.text().replaceFirst("^[-0.]*", "").replaceAll("[.,]", "").length();
    MathContext printed = new MathContext(Math.max(digits, 1), RoundingMode.HALF_UP);
    boolean right = exact.round(printed).compareTo(rounded) == 0;
    return digits >= DIGITS && (right || Reading.near(rounded, exact, "1e-6"));
  }

  /** Whether a decimal prints the number exactly. */
  private static boolean isDecimal(@Nullable Rational value) {
    if (value == null) {
      return false;
    }
    BigInteger rest = value.denominator();
    for (BigInteger prime : List.of(BigInteger.TWO, BigInteger.valueOf(5))) {
      while (rest.mod(prime).signum() == 0) {
        rest = rest.divide(prime);
      }
    }
    return rest.equals(BigInteger.ONE);
  }

  private static boolean near(Reading given, Reading reference) {
    BigDecimal number = given.number();
    BigDecimal wanted = reference.number();
    Rational exact = reference.rational();
    boolean integer = exact != null && exact.isInteger();
    return number != null && wanted != null && !integer && Reading.near(number, wanted, "1e-4");
  }

  private static boolean sixDecimals(Reading given, Reading reference) {
    BigDecimal number = given.number();
    BigDecimal wanted = reference.number();
    return number != null
        && wanted != null
        && (given.isDecimal() || reference.isDecimal())
        && number
                .setScale(6, RoundingMode.HALF_EVEN)
                .compareTo(wanted.setScale(6, RoundingMode.HALF_EVEN))
            == 0;
  }

  private static boolean brackets(Reading given, Reading reference) {
    boolean lists = given.type() == AnswerType.LIST || reference.type() == AnswerType.LIST;
    if (!isSequence(given) || !isSequence(reference)) {
      return false;
    }
    List<String> elements = reference.elements();
    boolean interval = given.key().startsWith("t:[") || reference.key().startsWith("t:[");
    boolean clear = elements.size() != 2 || (lists && !interval);
    return clear && elements.equals(given.elements());
  }

  /** A list, or what is not an interval that is open at one end. */
  private static boolean isSequence(Reading reading) {
    String key = reading.key();
    char last = key.charAt(key.length() - 1);
    return reading.type() == AnswerType.LIST
        || (key.startsWith("t:(") && last == ')')
        || (key.startsWith("t:[") && last == ']');
  }

  private static boolean equations(Reading given, Reading reference) {
    String wanted = new KeyReader().equationKey(reference.text());
    return wanted != null && wanted.equals(new KeyReader().equationKey(given.text()));
  }

  private static boolean halfOfDay(String given, String reference) {
    boolean times = given.startsWith("h:") && reference.startsWith("h:");
    return times && (reference.startsWith(given) || given.startsWith(reference));
  }

  private static boolean counted(Reading counted, Reading number) {
    Matcher matcher = COUNT.matcher(Structure.compact(spaced(counted.text())));
    if (number.rational() == null || !matcher.matches()) {
      return false;
    }
    for (String word : matcher.group(2).split(" ", -1)) {
      if (MULTIPLES.contains(word)) {
        return false;
      }
    }
    return new KeyReader().key(matcher.group(1)).equals(number.key());
  }

  /** Keeps the text of {@code 12\\text{th grade}} apart from the number. */
  private static String spaced(String text) {
    return text.replace("\\text{", " \\text{");
  }

  private static boolean choice(Reading lower, Reading choice) {
    String letter = Structure.compact(lower.text()).replaceAll("[()]", "");
    return choice.type() == AnswerType.CHOICE
        && letter.length() == 1
        && choice.key().equals("c:" + letter.toUpperCase(Locale.ROOT));
  }
}
