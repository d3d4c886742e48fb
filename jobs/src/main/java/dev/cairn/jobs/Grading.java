package dev.cairn.jobs;

import dev.cairn.engine.answer.AnswerExtractor;
import dev.cairn.engine.answer.AnswerExtractor.Fallback;
import dev.cairn.engine.answer.AnswerGrader;
import dev.cairn.engine.answer.Profile;
import dev.cairn.engine.config.RunSpec;
import java.io.Serializable;

/**
 * How answers are read and judged.
 *
 * @param fallback what to do with a solution that marks no answer
 * @param profile what counts as equal where graders disagree
 */
public record Grading(Fallback fallback, Profile profile) implements Serializable {
  /** As a run does it by default. */
  public static final Grading DEFAULT = new Grading(Fallback.LAST_NUMBER, Profile.DEFAULT);

  /** What the spec of a run asks for. */
  public static Grading of(RunSpec spec) {
    return new Grading(spec.answers().fallback(), spec.answers().profile());
  }

  /** The extractor. */
  AnswerExtractor extractor() {
    return new AnswerExtractor(fallback);
  }

  /** The grader. */
  AnswerGrader grader() {
    return new AnswerGrader(profile);
  }
}
