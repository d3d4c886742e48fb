package dev.cairn.engine.simulate;

import java.util.ArrayList;
import java.util.List;

/**
 * The fleet's tokens. A token is a special token ({@code <|name|>}, {@code <extra_0>}), a run of
 * letters, a single digit, or any other single character. Letters and other characters take a blank
 * before them along, and a character that is neither letter nor digit takes the line breaks behind
 * it along, as byte-pair vocabularies do. Joined, the tokens of a text are the text.
 */
final class Tokenizer {
  private Tokenizer() {}

  /** The tokens of a text. */
  static List<String> tokens(String text) {
    List<String> tokens = new ArrayList<>(text.length() / 3 + 1);
    for (int start = 0; start < text.length(); ) {
      int end = tokenEnd(text, start);
      tokens.add(text.substring(start, end));
      start = end;
    }
    return tokens;
  }

  /** How many tokens a text has. */
  static int count(String text) {
    int count = 0;
    for (int start = 0; start < text.length(); start = tokenEnd(text, start)) {
      count++;
    }
    return count;
  }

  private static int tokenEnd(String text, int start) {
    int length = text.length();
    char first = text.charAt(start);
    if (first == '<') {
      int special = specialEnd(text, start);
      if (special > 0) {
        return special;
      }
    }
    if (Character.isDigit(first)) {
      return start + 1;
    }
    int at = first == ' ' && start + 1 < length ? start + 1 : start;
    char main = text.charAt(at);
    if (Character.isLetter(main)) {
      while (at < length && Character.isLetter(text.charAt(at))) {
        at++;
      }
      return at;
    }
    if (at > start && (Character.isDigit(main) || main == '<')) {
      return at;
    }
    at = Math.min(length, at + Character.charCount(text.codePointAt(at)));
    while (at < length && text.charAt(at) == '\n') {
      at++;
    }
    return at;
  }

  /** Where the special token that starts at {@code start} ends, or 0 if none does. */
  private static int specialEnd(String text, int start) {
    if (text.startsWith(World.STEP_TAG, start)) {
      return start + World.STEP_TAG.length();
    }
    if (!text.startsWith("<|", start)) {
      return 0;
    }
    int end = text.indexOf("|>", start + 2);
    return end > 0 && end - start <= 24 ? end + 2 : 0;
  }
}
