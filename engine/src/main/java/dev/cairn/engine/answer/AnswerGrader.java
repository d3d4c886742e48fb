package dev.cairn.engine.answer;

import org.jspecify.annotations.Nullable;

/**
 * Decides whether a given answer is the reference answer.
 *
 * <p>Two answers are equal if their {@link AnswerKey}s are: exact for numbers and formulas, ordered
 * for tuples, free of order for lists and sets, and by the cleaned text for all that is not
 * understood. The reference decides the type: a reference of one letter is met by that letter
 * alone, a number only by a text that is that number. A {@link Profile} adds the conventions that
 * no class of answers may have, and the demands of public graders. A verdict does not depend on the
 * order of the two answers, except that the reference may be no integer where a profile has a
 * tolerance.
 *
 * <p>This class is the only door to grading. It is immutable and safe for threads.
 */
public final class AnswerGrader {
  /**
   * What was decided, and why.
   *
   * @param equal whether the given answer counts as right
   * @param why {@code equal}, {@code different}, {@code no answer} (none given, or nothing in it),
   *     {@code no reference} (a fault of the data set: the reference has nothing in it), or what
   *     convention of the profile decided, such as {@code equal but for a percent sign}
   * @param type what the reference is
   */
  public record Verdict(boolean equal, String why, AnswerType type) {}

  private final Profile profile;

  /** Makes a grader of the default profile. */
  public AnswerGrader() {
    this(Profile.DEFAULT);
  }

  /** Makes a grader of a profile. */
  public AnswerGrader(Profile profile) {
    this.profile = profile;
  }

  /** Compares an answer, null for none, with the reference. No text makes it fail. */
  public Verdict grade(@Nullable String given, String reference) {
    Reading wanted = Reading.of(reference);
    AnswerType type = wanted.type();
    if (wanted.isBlank()) {
      return new Verdict(false, "no reference", type);
    }
    Reading answer = given == null ? null : Reading.of(given);
    if (answer == null || answer.isBlank()) {
      return new Verdict(false, "no answer", type);
    }
    for (Strictness strictness : profile.strictness()) {
      if (strictness.parts(answer, wanted)) {
        return new Verdict(false, strictness.why(), type);
      }
    }
    if (answer.key().equals(wanted.key())) {
      return new Verdict(true, "equal", type);
    }
    for (Leniency leniency : profile.leniency()) {
      if (leniency.holds(answer, wanted)) {
        return new Verdict(true, leniency.why(), type);
      }
    }
    return new Verdict(false, "different", type);
  }
}
