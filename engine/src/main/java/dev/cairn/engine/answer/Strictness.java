package dev.cairn.engine.answer;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A demand by which a grader accepts less than {@link AnswerKey}, in either order of the two. */
enum Strictness {
  /** Dollars are not euros, though both are dropped. */
  CURRENCY("different currencies"),
  /** The number x is not the number y. A formula may be given under any name. */
  NAME("different names"),
  /** Two fractions in the same terms; an integer for an integer. */
  LOWEST_TERMS("other terms"),
  /** Lists in the same order and between the same brackets. */
  ORDER("other order or brackets"),
  /** A percent sign has no meaning, so that 0.5 is not 50%. */
  PERCENT("different percentages"),
  /** The same digits, but for thousands commas. */
  AS_PRINTED("printed differently");

  private static final Pattern INTEGER = Pattern.compile("-?\\d+(?:\\.0*)?");
  private static final Pattern FRACTION =
      Pattern.compile("(-?)\\\\frac\\{(-?\\d+)\\}\\{(-?\\d+)\\}|(-?)(\\d+)/(\\d+)");
  private static final Pattern PRINTED = Pattern.compile("-?[0-9.,]+");

  private final String why;

  Strictness(String why) {
    this.why = why;
  }

  String why() {
    return why;
  }

  /** Whether two answers are different for this demand, even if their keys are equal. */
  boolean parts(Reading given, Reading reference) {
    return switch (this) {
      case CURRENCY ->
          currency(given) * currency(reference) > 0 && currency(given) != currency(reference);
      case NAME -> otherName(given, reference);
      case LOWEST_TERMS -> otherTerms(given.text(), reference.text());
      case ORDER -> otherOrder(given, reference);
      case PERCENT ->
          given.isPercentage() != reference.isPercentage() && given.key().equals(reference.key());
      case AS_PRINTED -> !digits(reference).equals(digits(given));
    };
  }

  /** The code point of a currency sign, or 0. */
  private static int currency(Reading reading) {
    for (char sign : new char[] {'\u20ac', '\u00a3', '\u00a5'}) {
      if (reading.printed().indexOf(sign) >= 0) {
        return sign;
      }
    }
    // A pair of dollar signs encloses a formula.
    int dollar = reading.printed().indexOf('$');
    boolean alone = dollar >= 0 && dollar == reading.printed().lastIndexOf('$');
    return alone || reading.printed().contains("\\$") ? '$' : 0;
  }

  private static boolean otherName(Reading given, Reading reference) {
    String name = Relation.nameIn(given.text());
    String wanted = Relation.nameIn(reference.text());
    boolean formula = isFormula(given) || isFormula(reference);
    return name != null && wanted != null && !formula && !name.equalsIgnoreCase(wanted);
  }

  private static boolean isFormula(Reading reading) {
    return reading.type() == AnswerType.EXPRESSION;
  }

  private static boolean otherTerms(String given, String reference) {
    List<String> parts = elements(given);
    List<String> wanted = elements(reference);
    if (parts.size() > 1 && parts.size() == wanted.size()) {
      for (int i = 0; i < parts.size(); i++) {
        if (otherTerms(parts.get(i), wanted.get(i))) {
          return true;
        }
      }
      return false;
    }
    boolean integer = INTEGER.matcher(plain(given)).matches();
    if (integer != INTEGER.matcher(plain(reference)).matches()) {
      return true;
    }
    String terms = terms(given);
    String wantedTerms = terms(reference);
    return terms != null && wantedTerms != null && !terms.equals(wantedTerms);
  }

  private static List<String> elements(String text) {
    String inner = Structure.within(text, "([", ")]");
    return inner == null ? List.of(text) : Structure.split(inner, ",");
  }

  private static String plain(String text) {
    return Structure.compact(text).replace(",", "").replace("%", "");
  }

  private static @Nullable String terms(String text) {
    Matcher matcher = FRACTION.matcher(plain(text));
    if (!matcher.matches()) {
      return null;
    }
    boolean latex = matcher.group(2) != null;
    String above = matcher.group(latex ? 2 : 5);
    String below = matcher.group(latex ? 3 : 6);
    String sign = matcher.group(latex ? 1 : 4);
    long minuses = (sign + above + below).chars().filter(c -> c == '-').count();
    return (minuses % 2 == 1 ? "-" : "") + (above + "/" + below).replace("-", "");
  }

  private static boolean otherOrder(Reading given, Reading reference) {
    List<String> order = given.elements();
    List<String> wanted = reference.elements();
    return (order.size() > 1 || wanted.size() > 1) && !order.equals(wanted);
  }

  private static String digits(Reading reading) {
    Matcher matcher = PRINTED.matcher(reading.printed());
    return matcher.find() ? matcher.group().replace(",", "") : "no number in " + reading.printed();
  }
}
