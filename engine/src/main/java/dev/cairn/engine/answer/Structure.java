package dev.cairn.engine.answer;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The outermost structure of a {@link Latex#clean cleaned} text: what encloses it, what joins it.
 */
final class Structure {
  private static final String TEXT = "\\text{";

  private Structure() {}

  /** The text without final punctuation and whatever encloses it all without a meaning. */
  static String bare(String text) {
    String bare = text.strip();
    while (!bare.isEmpty()) {
      char last = bare.charAt(bare.length() - 1);
      String inner = null;
      if (last == '.' || last == ',' || last == ';') {
        inner = bare.substring(0, bare.length() - 1);
      } else if (bare.endsWith("\\\\")) {
        inner = bare.substring(0, bare.length() - 2);
      } else if (bare.equals("\\text")) {
        inner = "";
      } else if (bare.startsWith(TEXT) && close(bare, TEXT.length() - 1) == bare.length() - 1) {
        inner = bare.substring(TEXT.length(), bare.length() - 1);
      } else if (within(bare, "{", "}") != null) {
        inner = within(bare, "{", "}");
      } else if (last == ')' && within(bare, "(", ")") != null) {
        inner = within(bare, "(", ")");
        inner = inner != null && split(inner, ",").size() > 1 ? null : inner;
      }
      if (inner == null) {
        return bare;
      }
      bare = inner.strip();
    }
    return bare;
  }

  /** What a first character of {@code opening} and its last one of {@code closing} enclose. */
  static @Nullable String within(String text, String opening, String closing) {
    int last = text.length() - 1;
    boolean enclosed =
        last > 0
            && opening.indexOf(text.charAt(0)) >= 0
            && closing.indexOf(text.charAt(last)) >= 0
            && close(text, 0) == last;
    return enclosed ? text.substring(1, last) : null;
  }

  /** The stripped parts between the separators outside every bracket; one part if there is none. */
  static List<String> split(String text, String separator) {
    List<String> parts = new ArrayList<>();
    boolean word = Latex.isLetter(separator.charAt(separator.length() - 1));
    int depth = 0;
    int start = 0;
    int at = 0;
    while (at < text.length()) {
      depth += step(text, at);
      int end = at + separator.length();
      boolean found = depth == 0 && text.startsWith(separator, at);
      if (found && !(word && end < text.length() && Latex.isLetter(text.charAt(end)))) {
        parts.add(text.substring(start, at).strip());
        start = end;
        at = end;
      } else {
        at++;
      }
    }
    parts.add(text.substring(start).strip());
    return parts;
  }

  /** The text without {@code \text} and without the blanks that separate nothing. */
  static String compact(String text) {
    StringBuilder compact = new StringBuilder(text.length());
    String plain = unwrapped(text).strip();
    for (int i = 0; i < plain.length(); i++) {
      char c = plain.charAt(i);
      if (c != ' ') {
        compact.append(c);
        continue;
      }
      boolean repeated = plain.charAt(i - 1) == ' ';
      if (!repeated && joins(plain, i)) {
        compact.append(' ');
      }
    }
    String value = compact.toString();
    return switch (value) {
      case "+\\infty", "inf", "infinity" -> "\\infty";
      case "-inf", "-infinity" -> "-\\infty";
      case "\\{\\}" -> "\\emptyset";
      default -> value;
    };
  }

  /** Whether without the blank two digits or two letters would grow together. */
  private static boolean joins(String text, int blank) {
    int next = blank;
    while (text.charAt(next) == ' ') {
      next++;
    }
    char before = text.charAt(blank - 1);
    char after = text.charAt(next);
    return (Latex.isDigit(before) && Latex.isDigit(after))
        || (Character.isLetter(before) && Character.isLetter(after));
  }

  private static String unwrapped(String text) {
    StringBuilder plain = new StringBuilder(text.length());
    int at = 0;
    while (at < text.length()) {
      int end = text.startsWith(TEXT, at) ? close(text, at + TEXT.length() - 1) : -1;
      if (end >= 0) {
        plain.append(unwrapped(text.substring(at + TEXT.length(), end)));
        at = end + 1;
      } else {
        plain.append(text.charAt(at++));
      }
    }
    return plain.toString();
  }

  /** The index of the bracket that closes the one at {@code open}, or -1. */
  private static int close(String text, int open) {
    int depth = 0;
    for (int at = open; at < text.length(); at++) {
      depth += step(text, at);
      if (depth <= 0) {
        return at;
      }
    }
    return -1;
  }

  /** How deep the character at an index leads: 1 for an opening bracket, -1 for a closing one. */
  static int step(String text, int at) {
    return switch (text.charAt(at)) {
      case '(', '[', '{' -> 1;
      case ')', ']', '}' -> -1;
      default -> 0;
    };
  }
}
