package dev.cairn.engine.vote;

import dev.cairn.engine.answer.AnswerKey;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which answers a vote takes for the same. {@code EQUAL} is the sound one; the others repeat what
 * published pools were voted on with.
 */
public enum Grouping {
  /** Answers of equal {@link AnswerKey}, in whatever form they are printed. */
  EQUAL {
    @Override
    String keyOf(String answer) {
      return AnswerKey.of(answer);
    }
  },
  /** Answers printed alike, but for blanks around them (openr, compute-optimal-tts). */
  TEXT {
    @Override
    String keyOf(String answer) {
      return answer.strip();
    }
  },
  /**
   * Answers of one number: that of an answer that is a fraction of two integers, else the last one
   * in it, commas taken out; an answer without a number by its text in lower case (StrictPRMBench).
   */
  LAST_NUMBER {
    @Override
    String keyOf(String answer) {
      String text = answer.replaceAll("[,$%]", "");
      Matcher fraction = FRACTION.matcher(text.strip());
      if (fraction.matches()) {
        return String.valueOf(value(fraction, 1) / value(fraction, 2));
      }
      Matcher number = NUMBER.matcher(text);
      String last = null;
      while (number.find()) {
        last = number.group();
      }
      return last == null
          ? answer.strip().toLowerCase(Locale.ROOT)
          : String.valueOf(Double.parseDouble(last));
    }
  };

  private static final Pattern NUMBER = Pattern.compile("-?\\d+(?:\\.\\d+)?");

  /** a/b, \frac{a}{b}, \dfrac{a}{b}, \tfrac{a}{b}, the first two with a sign before or within. */
  private static final Pattern FRACTION =
      Pattern.compile(
          "(-?)\\\\[dt]?frac\\{(-?\\d{1,300})}\\{(-?\\d{1,300})}|(-?\\d{1,300})/(\\d{1,300})");

  abstract String keyOf(String answer);

  /** The key of an answer; {@link AnswerKey#BLANK} of null and of an answer with nothing in it. */
  public String key(@Nullable String answer) {
    if (answer == null || answer.isBlank()) {
      return AnswerKey.BLANK;
    }
    return keyOf(answer);
  }

  private static double value(Matcher fraction, int part) {
    boolean slash = fraction.group(2) == null;
    double value = Double.parseDouble(fraction.group(slash ? part + 3 : part + 1));
    return part == 1 && !slash && fraction.group(1).equals("-") ? -value : value;
  }
}
