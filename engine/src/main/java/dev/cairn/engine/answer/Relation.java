package dev.cairn.engine.answer;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An equation or inequality, or a chain of them: {@code a < b \le c}.
 *
 * @param sides at least two
 * @param signs between them, of {@code = \ne < > \le \ge}
 */
record Relation(List<String> sides, List<String> signs) {
  private static final List<String> SIGNS = List.of("=", "\\ne", "\\le", "\\ge", "<", ">");

  /** What an answer may be called, as in {@code x = 5}: a symbol, a call, points, words. */
  private static final Pattern NAME =
      Pattern.compile(
          "(?:[A-Za-z]|\\\\(?!frac|sqrt|pi\\b|infty|ln|log|sin|cos|tan)[a-z]{2,8})"
              + "(?:_\\{[A-Za-z0-9,\\\\ ]{1,8}\\})?(?:\\([A-Za-z0-9](?:,[A-Za-z0-9])?\\))?"
              + "|[A-Z]{2,4}|\\\\angle ?[A-Z]{1,3}|\\\\overline\\{[A-Z]{2}\\}"
              + "|\\([A-Za-z](?:,(?:[A-Za-z]|\\\\[a-z]{2,8})){1,3}\\)");

  private static final Pattern CALL =
      Pattern.compile(
          "(?:[A-Za-z]|\\\\[a-z]{2,8})(?:_\\{[A-Za-z0-9,\\\\ ]{1,8}\\})?(?:\\([a-z]\\))?");

  /** The relation that a cleaned text is at its outermost, or null. */
  static @Nullable Relation read(String text) {
    List<String> sides = new ArrayList<>();
    List<String> signs = new ArrayList<>();
    int depth = 0;
    int start = 0;
    int at = 0;
    while (at < text.length()) {
      depth += Structure.step(text, at);
      String sign = depth == 0 ? signAt(text, at) : null;
      if (sign == null) {
        at++;
        continue;
      }
      sides.add(text.substring(start, at).strip());
      signs.add(sign);
      at += sign.length();
      start = at;
    }
    sides.add(text.substring(start).strip());
    return signs.isEmpty() || sides.contains("") ? null : new Relation(sides, signs);
  }

  /** Whether a text is a name that an answer is given under, and carries no value. */
  static boolean isName(String text) {
    return NAME.matcher(Structure.compact(text)).matches();
  }

  /**
   * The symbol whose value a cleaned text gives, as in {@code x = 5} or {@code x \\in I}, or null.
   */
  static @Nullable String nameIn(String text) {
    List<String> member = Structure.split(text, "\\in");
    Relation relation = member.size() == 2 ? null : read(text);
    String set = member.size() == 2 ? member.get(0) : null;
    String name = relation == null ? set : relation.name();
    if (name == null) {
      return null;
    }
    String compact = Structure.compact(name);
    return CALL.matcher(compact).matches() ? compact : null;
  }

  boolean isEquation() {
    return signs.stream().allMatch("="::equals);
  }

  /** The side of {@code name = value} that is the value, or null. */
  @Nullable String value() {
    if (!isEquation() || sides.size() != 2) {
      return null;
    }
    if (isName(sides.get(0))) {
      return sides.get(1);
    }
    return isName(sides.get(1)) ? sides.get(0) : null;
  }

  /** The name in {@code name = value}, or null. */
  @Nullable String name() {
    String value = value();
    if (value == null) {
      return null;
    }
    return Structure.compact(sides.get(value.equals(sides.get(1)) ? 0 : 1));
  }

  /**
   * The key of an equation of two expressions: the same for both orders of its sides and for every
   * multiple of it but zero; null if it is none.
   */
  @Nullable String equationKey(Budget budget) {
    Expression difference =
        sides.size() == 2 ? difference(sides.get(0), sides.get(1), budget) : null;
    String digest = difference == null ? null : Fingerprint.ofMultiples(difference);
    if (digest == null) {
      return null;
    }
    return switch (signs.get(0)) {
      case "=" -> "e:" + digest;
      case "\\ne" -> "e:not " + digest;
      default -> null;
    };
  }

  /**
   * The key of an inequality: the same for both directions of writing it and for every positive
   * multiple of it; null if it is none.
   */
  @Nullable String inequalityKey(Budget budget, UnaryOperator<String> keys) {
    Relation rising = rising();
    if (rising == null) {
      return null;
    }
    if (rising.sides.size() == 2) {
      Expression difference = difference(rising.sides.get(1), rising.sides.get(0), budget);
      String digest = difference == null ? null : Fingerprint.ofPositiveMultiples(difference);
      if (digest != null) {
        return "i:0" + rising.signs.get(0) + digest;
      }
    }
    StringBuilder key = new StringBuilder("i:").append(keys.apply(rising.sides.get(0)));
    for (int i = 0; i < rising.signs.size(); i++) {
      key.append(rising.signs.get(i)).append(keys.apply(rising.sides.get(i + 1)));
    }
    return key.toString();
  }

  /** The same chain from its smallest side to its largest, or null if it has another sign. */
  private @Nullable Relation rising() {
    List<String> up = new ArrayList<>(signs);
    List<String> ordered = new ArrayList<>(sides);
    if (up.stream().allMatch(sign -> sign.equals(">") || sign.equals("\\ge"))) {
      Collections.reverse(up);
      Collections.reverse(ordered);
      up.replaceAll(sign -> sign.equals(">") ? "<" : "\\le");
    }
    boolean rising = up.stream().allMatch(sign -> sign.equals("<") || sign.equals("\\le"));
    return rising ? new Relation(ordered, up) : null;
  }

  private static @Nullable Expression difference(String left, String right, Budget budget) {
    Expression first = ExpressionParser.parse(left, budget);
    Expression second = first == null ? null : ExpressionParser.parse(right, budget);
    return first == null || second == null ? null : Expression.difference(first, second);
  }

  private static @Nullable String signAt(String text, int at) {
    for (String sign : SIGNS) {
      int end = at + sign.length();
      boolean command = sign.length() > 1 && end < text.length();
      if (text.startsWith(sign, at) && !(command && Latex.isLetter(text.charAt(end)))) {
        return sign;
      }
    }
    return null;
  }
}
