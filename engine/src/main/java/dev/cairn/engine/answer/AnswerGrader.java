package dev.cairn.engine.answer;

import org.jspecify.annotations.Nullable;

/**
 * Decides whether a given answer is the reference answer.
 *
 * <p>Two answers are equal if their {@link AnswerKey}s are: exact for numbers, ordered for tuples,
 * free of order for lists and sets, and by the cleaned text for all else, so that two expressions
 * are equal only if they are written alike. The reference decides the type: a reference of one
 * letter is met by that letter alone, a number only by a text that is that number. One convention
 * is added that no class of answers may have: x% is also equal to x, since data sets that ask for a
 * percentage leave the sign out.
 *
 * <p>This class is the only door to grading. It is immutable and safe for threads.
 */
public final class AnswerGrader {
  /**
   * What was decided, and why.
   *
   * @param equal whether the given answer counts as right
   * @param why {@code equal}, {@code equal but for a percent sign}, {@code different}, {@code no
   *     answer} (none given, or nothing in it) or {@code no reference} (a fault of the data set:
   *     the reference has nothing in it)
   */
  public record Verdict(boolean equal, String why) {}

  private static final Verdict EQUAL = new Verdict(true, "equal");
  private static final Verdict PERCENT = new Verdict(true, "equal but for a percent sign");
  private static final Verdict DIFFERENT = new Verdict(false, "different");
  private static final Verdict NO_ANSWER = new Verdict(false, "no answer");
  private static final Verdict NO_REFERENCE = new Verdict(false, "no reference");

  /** Compares an answer, null for none, with the reference. No text makes it fail. */
  public Verdict grade(@Nullable String given, String reference) {
    String wanted = AnswerKey.of(reference);
    if (wanted.equals(AnswerKey.BLANK)) {
      return NO_REFERENCE;
    }
    String key = given == null ? AnswerKey.BLANK : AnswerKey.of(given);
    if (key.equals(AnswerKey.BLANK)) {
      return NO_ANSWER;
    }
    if (key.equals(wanted)) {
      return EQUAL;
    }
    return equalButForSign(given, key, reference, wanted) ? PERCENT : DIFFERENT;
  }

  /** Whether just one of the two is a percentage, and of the number that the other is. */
  private static boolean equalButForSign(
      @Nullable String given, String key, String reference, String wanted) {
    String share = given == null ? null : AnswerKey.beforePercent(given);
    String wantedShare = AnswerKey.beforePercent(reference);
    return wantedShare == null ? wanted.equals(share) : share == null && key.equals(wantedShare);
  }
}
