package dev.cairn.engine.answer;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The English words for zero to ninety-nine. */
final class NumberWords {
  private static final List<String> SMALL =
      List.of(
          "zero",
          "one",
          "two",
          "three",
          "four",
          "five",
          "six",
          "seven",
          "eight",
          "nine",
          "ten",
          "eleven",
          "twelve",
          "thirteen",
          "fourteen",
          "fifteen",
          "sixteen",
          "seventeen",
          "eighteen",
          "nineteen");

  private static final List<String> TENS =
      List.of("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety");

  private NumberWords() {}

  /** The number that a lower-case text spells, as in forty-eight, or null. */
  static @Nullable Integer read(String words) {
    if (SMALL.contains(words)) {
      return SMALL.indexOf(words);
    }
    String[] parts = words.split("[- ]", 3);
    int tens = TENS.indexOf(parts[0]);
    if (tens < 0 || parts.length > 2) {
      return null;
    }
    int ones = parts.length == 2 ? SMALL.indexOf(parts[1]) : 0;
    return ones < 0 || ones > 9 || (parts.length == 2 && ones == 0) ? null : 20 + 10 * tens + ones;
  }
}
