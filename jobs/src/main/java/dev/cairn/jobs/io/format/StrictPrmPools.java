package dev.cairn.jobs.io.format;

import dev.cairn.jobs.io.format.Pool.Candidate;
import java.util.ArrayList;
import java.util.List;

/**
 * The pools of StrictPRMBench. They hold two gradings: the corrected one, and the one that was
 * published, which keeps the last number of an answer only and is there to reproduce published
 * figures.
 *
 * @param grading whose answers and verdicts are read
 */
record StrictPrmPools(Grading grading) implements Format<Pool> {
  private static final long serialVersionUID = 1L;

  /** Whose answers and verdicts. */
  enum Grading {
    CORRECTED("strictprm-pools", ""),
    PUBLISHED("strictprm-pools-upstream", "_upstream");

    private final String format;
    private final String ending;

    Grading(String format, String ending) {
      this.format = format;
      this.ending = ending;
    }
  }

  @Override
  public String name() {
    return grading.format;
  }

  @Override
  public boolean fits(Fields row) {
    return grading == Grading.CORRECTED && row.has("problem_id") && row.has("candidates");
  }

  @Override
  public Pool read(Fields row) throws BadFieldException {
    List<Candidate> candidates = new ArrayList<>();
    for (Fields candidate : row.someObjects("candidates")) {
      candidates.add(
          new Candidate(
              null,
              candidate.texts("steps"),
              candidate.textOrNull("answer" + grading.ending),
              candidate.truthOrNull("correct" + grading.ending),
              candidate.integerOrNull("num_tokens", 0),
              List.of()));
    }
    return new Pool(
        row.name("problem_id"),
        row.textOrNull("question"),
        row.textOrNull("gold" + grading.ending),
        candidates);
  }
}
