package dev.cairn.engine.answer;

import org.jspecify.annotations.Nullable;

/**
 * The last number of a text: digits, at most one decimal point, well-formed thousands commas.
 *
 * <p>A minus belongs to the number unless it stands after an operand, as in {@code 5-3}. Commas in
 * groups that are not of three digits separate numbers.
 */
final class LastNumber {
  private LastNumber() {}

  /** The number without its commas, or null if there is no digit. */
  static @Nullable String of(String text) {
    int end = text.length();
    while (end > 0 && !isDigit(text, end - 1)) {
      end--;
    }
    if (end == 0) {
      return null;
    }
    int start = digitsStart(text, end);
    if (start > 0 && text.charAt(start - 1) == '.') {
      start--;
      if (isDigit(text, start - 1)) {
        start = groupsStart(text, start);
      }
    } else {
      start = groupsStart(text, end);
    }
    return (negative(text, start) ? "-" : "") + text.substring(start, end).replace(",", "");
  }

  /** The start of an integer that ends before {@code end}, with its well-formed groups. */
  private static int groupsStart(String text, int end) {
    int last = digitsStart(text, end);
    if (end - last != 3) {
      return last;
    }
    int start = last;
    while (start > 0 && text.charAt(start - 1) == ',' && isDigit(text, start - 2)) {
      int comma = start - 1;
      int group = digitsStart(text, comma);
      int length = comma - group;
      if (length > 3) {
        return last;
      }
      start = group;
      if (length < 3) {
        // A short group is the first one, or the commas do not separate thousands.
        return start > 1 && text.charAt(start - 1) == ',' && isDigit(text, start - 2)
            ? last
            : start;
      }
    }
    return start;
  }

  private static int digitsStart(String text, int end) {
    int start = end;
    while (isDigit(text, start - 1)) {
      start--;
    }
    return start;
  }

  private static boolean negative(String text, int start) {
    if (start == 0 || "-\u2212".indexOf(text.charAt(start - 1)) < 0) {
      return false;
    }
    int before = start - 2;
    while (before >= 0 && text.charAt(before) == ' ') {
      before--;
    }
    if (before < 0) {
      return true;
    }
    char c = text.charAt(before);
    boolean operand = isDigit(text, before) || c == ')' || c == '}' || c == ']';
    boolean word = Latex.isLetter(c) && before == start - 2;
    return !operand && !word;
  }

  private static boolean isDigit(String text, int at) {
    return at >= 0 && at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9';
  }
}
