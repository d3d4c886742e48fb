package dev.cairn.jobs.io.format;

import java.io.Serializable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A problem with the candidate solutions that were sampled for it.
 *
 * @param problem its id
 * @param question or null
 * @param reference the right answer, or null
 * @param candidates in their order, at least one
 */
public record Pool(
    String problem,
    @Nullable String question,
    @Nullable String reference,
    List<Candidate> candidates)
    implements Serializable {

  /**
   * A candidate. What its file does not tell is null or empty.
   *
   * @param text of the whole solution
   * @param steps of the solution
   * @param answer that was extracted
   * @param correct whether the answer is right, as the file says
   * @param tokens that were generated
   * @param scores of a reward model, any finite numbers: one per step, or one for the whole
   *     solution
   */
  public record Candidate(
      @Nullable String text,
      List<String> steps,
      @Nullable String answer,
      @Nullable Boolean correct,
      @Nullable Integer tokens,
      List<Double> scores)
      implements Serializable {

    /** The whole solution: the text, or else the steps, each as a paragraph; may be empty. */
    public String solution() {
      return text == null ? String.join("\n\n", steps) : text;
    }

    /** The same with the scores of a reward model. */
    Candidate scored(List<Double> others) {
      return new Candidate(text, steps, answer, correct, tokens, others);
    }
  }
}
