package dev.cairn.engine.answer;

import java.util.List;

/**
 * Thousands separators in well-formed groups: one to three digits, then groups of exactly three.
 *
 * <p>{@code 17{,}500}, {@code 17,\!500} and {@code 17\,500} can only be one number. A blank, in any
 * of its forms, separates thousands only where the groups are the whole number, and so is joined
 * only then.
 */
final class Thousands {
  private static final List<String> CERTAIN = List.of("{,}", ",\\!", "\\,");

  private Thousands() {}

  /** Takes out the separators that only LaTeX has, wherever they stand. */
  static String join(String text) {
    String raw = text.replaceAll(",\\\\! +", ",\\\\!");
    StringBuilder joined = new StringBuilder(raw.length());
    int at = 0;
    while (at < raw.length()) {
      String separator = separatorAt(raw, at);
      int run = digitsBefore(joined);
      if (run >= 1 && run <= 3 && !separator.isEmpty()) {
        at = appendGroups(raw, at, separator, joined);
      } else {
        joined.append(raw.charAt(at++));
      }
    }
    return joined.toString();
  }

  /** Takes the blanks out of a text that begins with a number in groups, as in 17 500 dollars. */
  static String joinBlanks(String text) {
    int at = 0;
    while (at < text.length() && "+-( ".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
    int first = at;
    while (at < text.length() && Latex.isDigit(text.charAt(at))) {
      at++;
    }
    if (at == first || at - first > 3) {
      return text;
    }
    StringBuilder joined = new StringBuilder(text.substring(0, at));
    int groups = 0;
    while (at < text.length() && text.charAt(at) == ' ' && groupAt(text, at + 1)) {
      joined.append(text, at + 1, at + 4);
      at += 4;
      groups++;
    }
    // In 1 234/567 the blank may belong to a mixed number.
    boolean mixed = at < text.length() && text.charAt(at) == '/';
    return groups == 0 || mixed ? text : joined.append(text.substring(at)).toString();
  }

  /** Whether exactly three digits start at an index. */
  static boolean groupAt(String text, int at) {
    if (at + 3 > text.length()) {
      return false;
    }
    for (int i = at; i < at + 3; i++) {
      if (!Latex.isDigit(text.charAt(i))) {
        return false;
      }
    }
    return at + 3 == text.length() || !Latex.isDigit(text.charAt(at + 3));
  }

  private static String separatorAt(String raw, int at) {
    for (String separator : CERTAIN) {
      if (raw.startsWith(separator, at) && groupAt(raw, at + separator.length())) {
        return separator;
      }
    }
    return "";
  }

  private static int appendGroups(String raw, int from, String separator, StringBuilder joined) {
    int at = from;
    while (raw.startsWith(separator, at) && groupAt(raw, at + separator.length())) {
      at += separator.length();
      joined.append(raw, at, at + 3);
      at += 3;
    }
    return at;
  }

  private static int digitsBefore(StringBuilder text) {
    int start = text.length();
    while (start > 0 && text.length() - start <= 3 && Latex.isDigit(text.charAt(start - 1))) {
      start--;
    }
    // The digits after a point are no thousands.
    boolean fraction = start > 0 && text.charAt(start - 1) == '.';
    return fraction ? 0 : text.length() - start;
  }
}
