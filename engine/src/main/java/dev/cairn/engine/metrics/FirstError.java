package dev.cairn.engine.metrics;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a solution goes wrong first: the index of its earliest wrong step, from 0, or {@link
 * #NO_ERROR}. The ways by which reward models and critics tell it (Zheng et al., ProcessBench,
 * 2024, arXiv 2412.06559, section 4).
 */
public final class FirstError {
  /** Every step is right. */
  public static final int NO_ERROR = -1;

  private static final Pattern BOXED = Pattern.compile("\\\\boxed\\{([^}]*)}");
  private static final Pattern INTEGER =
      Pattern.compile("[+-]?\\d+(?:_\\d+)*", Pattern.UNICODE_CHARACTER_CLASS);

  private FirstError() {}

  /** What a score has to be for its step to count as right. */
  public enum Good {
    /** Above the threshold. */
    ABOVE {
      @Override
      public boolean good(double score, double threshold) {
        return score > threshold;
      }
    },
    /** At the threshold or above. */
    AT_LEAST {
      @Override
      public boolean good(double score, double threshold) {
        return score >= threshold;
      }
    };

    /** Whether a step of this score counts as right. */
    public abstract boolean good(double score, double threshold);
  }

  /** The first step whose score is not good, or {@link #NO_ERROR}. */
  public static int predict(List<Double> scores, double threshold, Good good) {
    for (int i = 0; i < scores.size(); i++) {
      if (!good.good(scores.get(i), threshold)) {
        return i;
      }
    }
    return NO_ERROR;
  }

  /**
   * The first step whose token does not begin with a plus, or {@link #NO_ERROR} (models that write
   * + or - after each step).
   */
  public static int predict(List<String> tokens) {
    for (int i = 0; i < tokens.size(); i++) {
      if (!tokens.get(i).strip().startsWith("+")) {
        return i;
      }
    }
    return NO_ERROR;
  }

  /**
   * What a critique says in its last {@code \boxed{}}, or null if there is none or no integer in
   * it: then it matches no label.
   */
  public static @Nullable Integer critic(String critique) {
    String boxed = boxed(critique);
    return boxed == null ? null : integer(boxed);
  }

  /**
   * What most of several critiques say. Those without a box have no vote; boxes are compared as
   * they are written, so that 03 is not 3; of several the one that comes first wins; null if that
   * is no integer or nobody has a vote.
   */
  public static @Nullable Integer majority(List<String> critiques) {
    Map<String, Integer> votes = new LinkedHashMap<>();
    for (String critique : critiques) {
      String boxed = boxed(critique);
      if (boxed != null) {
        votes.merge(boxed, 1, Integer::sum);
      }
    }
    String most = null;
    for (String boxed : votes.keySet()) {
      if (most == null || votes.getOrDefault(boxed, 0) > votes.getOrDefault(most, 0)) {
        most = boxed;
      }
    }
    return most == null ? null : integer(most);
  }

  private static @Nullable String boxed(String critique) {
    Matcher matcher = BOXED.matcher(critique);
    String last = null;
    while (matcher.find()) {
      last = matcher.group(1).strip();
    }
    return last;
  }

  /** An integer in any script's digits, with single underscores between them; null for others. */
  private static @Nullable Integer integer(String text) {
    if (!INTEGER.matcher(text).matches()) {
      return null;
    }
    try {
      return Integer.valueOf(text.replace("_", ""));
    } catch (NumberFormatException tooLarge) {
      // No solution has so many steps: it matches no label.
      return null;
    }
  }
}
