package dev.cairn.engine.answer;

import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The canonical key of an answer: two answers belong to the same class if their keys are equal.
 *
 * <p>Equality of keys is an equivalence relation, which a pairwise comparison with a tolerance is
 * not, so that the classes of a vote do not depend on the order of the candidates. The first letter
 * of a key tells how the answer was read:
 *
 * <ul>
 *   <li>{@code q:3/4}: a number, exact. Integers of any size, fractions, finite decimals, mixed
 *       numbers, scientific notation, thousands separators, percent (x% is x/100), arithmetic on
 *       these; a known trailing unit, a currency sign and degrees are dropped.
 *   <li>{@code c:B}: one capital letter, bare or in brackets.
 *   <li>{@code w:no solution}: words, in lower case.
 *   <li>{@code t:(q:1,q:2]}: a tuple or an interval, its elements in order, between its brackets.
 *   <li>{@code l:q:1,q:2}: a list or a set, its distinct elements in the order of their keys.
 *   <li>{@code u:...}: a union, its parts likewise.
 *   <li>{@code s:\sqrt{2}}: anything else, by its cleaned text.
 * </ul>
 *
 * <p>The left side of {@code x = 5}, {@code f(x) = 5} and {@code x \in I} is dropped.
 */
public final class AnswerKey {
  /** The key of a text with nothing in it, such as {@code $\text{}$}: no answer. */
  public static final String BLANK = "s:";

  /** Longer answers are compared as they are printed. */
  private static final int MAX_LENGTH = 2_000;

  private static final int MAX_DEPTH = 8;

  private static final Pattern SYMBOL =
      Pattern.compile(
          "(?:[A-Za-z]|\\\\[a-z]{2,8})(?:_\\{[A-Za-z0-9]{1,4}\\})?(?:\\([a-z]\\))?"
              + "|\\([A-Za-z](?:,(?:[A-Za-z]|\\\\[a-z]{2,8})){1,3}\\)");
  private static final Pattern WORDS = Pattern.compile("[A-Za-z][A-Za-z' -]*");
  private static final Pattern LONG_WORD = Pattern.compile("[A-Za-z]{3}");
  private static final Pattern CHOICE = Pattern.compile("\\(?([A-Z])\\)?");
  private static final Pattern TEXT_AND = Pattern.compile("\\\\text\\{ ?(and|or) ?\\}");
  private static final Pattern AND = Pattern.compile(",? *\\b(?:and|or)\\b *");

  private AnswerKey() {}

  /** The key of an answer. Every text has one, and none makes this fail. */
  public static String of(String answer) {
    if (answer.length() > MAX_LENGTH) {
      return "s:" + answer.strip();
    }
    return key(Latex.clean(Thousands.join(answer)), 0);
  }

  /** The key of what stands before a final percent sign, or null if no number ends with one. */
  static @Nullable String beforePercent(String answer) {
    if (answer.length() > MAX_LENGTH) {
      return null;
    }
    String text = Structure.bare(Latex.clean(Thousands.join(answer)));
    if (!text.endsWith("%")) {
      return null;
    }
    Rational number = number(text.substring(0, text.length() - 1));
    return number == null ? null : "q:" + number;
  }

  private static String key(String cleaned, int depth) {
    String text = Structure.bare(cleaned);
    if (depth > MAX_DEPTH) {
      return "s:" + Structure.compact(text);
    }
    String side = valueSide(text);
    if (side != null) {
      return key(side, depth + 1);
    }
    Rational number = number(text);
    if (number != null) {
      return "q:" + number;
    }
    String structured = structured(text, depth);
    return structured != null ? structured : plain(text);
  }

  /** The side of an equation that is worth comparing if the other is a single symbol. */
  private static @Nullable String valueSide(String text) {
    List<String> member = Structure.split(text, "\\in");
    if (member.size() == 2 && isSymbol(member.get(0)) && !member.get(1).isEmpty()) {
      return member.get(1);
    }
    List<String> sides = Structure.split(text, "=");
    boolean equation = sides.size() == 2 && !sides.get(0).isEmpty() && !sides.get(1).isEmpty();
    if (!equation || Structure.split(text, ",").size() > 1) {
      return null;
    }
    if (isSymbol(sides.get(0))) {
      return sides.get(1);
    }
    return isSymbol(sides.get(1)) ? sides.get(0) : null;
  }

  private static boolean isSymbol(String text) {
    return SYMBOL.matcher(Structure.compact(text)).matches();
  }

  private static @Nullable Rational number(String text) {
    int sign = text.startsWith("-") ? 1 : 0;
    boolean currency = text.length() > sign && "\u20ac\u00a3\u00a5".indexOf(text.charAt(sign)) >= 0;
    String amount = currency ? text.substring(0, sign) + text.substring(sign + 1) : text;
    amount = Thousands.joinBlanks(amount);
    if (amount.isEmpty()) {
      return null;
    }
    Rational value = Arithmetic.evaluate(amount);
    if (value != null) {
      return value;
    }
    char last = amount.charAt(amount.length() - 1);
    if (last == '%' || last == '\u00b0') {
      Rational part = Arithmetic.evaluate(amount.substring(0, amount.length() - 1));
      return part == null || last == '\u00b0' ? part : part.over(Rational.of(100));
    }
    Quantity quantity = Quantity.split(amount);
    if (quantity == null) {
      return null;
    }
    Rational part = Arithmetic.evaluate(quantity.number());
    return part == null ? null : part.times(quantity.factor());
  }

  /** The key of a union, tuple, interval, set or list; null if the text is none. */
  private static @Nullable String structured(String text, int depth) {
    List<String> parts = Structure.split(text, "\\cup");
    if (parts.size() > 1) {
      return "u:" + unordered(parts, depth);
    }
    String inner = Structure.within(text, "([", ")]");
    if (inner != null) {
      parts = Structure.split(inner, ",");
      boolean tuple = parts.size() > 1 && !parts.contains("");
      String keys = parts.stream().map(p -> key(p, depth + 1)).collect(Collectors.joining(","));
      return tuple ? "t:" + text.charAt(0) + keys + text.charAt(text.length() - 1) : null;
    }
    boolean set = text.startsWith("\\{") && text.endsWith("\\}");
    String listed = set ? text.substring(2, text.length() - 2) : text;
    listed = AND.matcher(TEXT_AND.matcher(listed).replaceAll(" $1 ")).replaceAll(",");
    parts = Structure.split(listed, ",");
    boolean list = (set || parts.size() > 1) && !parts.contains("");
    return list ? "l:" + unordered(parts, depth) : null;
  }

  private static String unordered(List<String> parts, int depth) {
    TreeSet<String> keys = new TreeSet<>();
    parts.forEach(part -> keys.add(key(part, depth + 1)));
    return String.join(",", keys);
  }

  /** The key of a letter, of words, or of a text that is not understood. */
  private static String plain(String text) {
    String compact = Structure.compact(text);
    Matcher choice = CHOICE.matcher(compact);
    if (choice.matches()) {
      return "c:" + choice.group(1);
    }
    boolean words = LONG_WORD.matcher(compact).find() || compact.equalsIgnoreCase("no");
    if (words && WORDS.matcher(compact).matches()) {
      String lower = compact.toLowerCase(Locale.ROOT);
      Integer number = NumberWords.read(lower);
      return number == null ? "w:" + lower : "q:" + number;
    }
    return "s:" + compact;
  }
}
