package dev.cairn.jobs;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cairn.engine.answer.Answer;
import dev.cairn.engine.answer.AnswerExtractor;
import dev.cairn.engine.answer.AnswerGrader;
import dev.cairn.engine.answer.AnswerGrader.Verdict;
import dev.cairn.jobs.io.JsonRows;
import dev.cairn.jobs.io.format.Pair;
import java.io.Serializable;

/** Grades one pair after the other. For one thread. */
final class PairGrader {
  /** The rule of an answer that was given and not read from a solution. */
  static final String GIVEN = "given";

  /** The rule where no rule found an answer. */
  static final String NONE = "none";

  /** The grader's words for a reference that says nothing. */
  static final String NO_REFERENCE = "no reference";

  private final AnswerExtractor extractor;
  private final AnswerGrader grader;

  PairGrader(Grading grading) {
    this.extractor = grading.extractor();
    this.grader = grading.grader();
  }

  /**
   * A graded row.
   *
   * @param line of the output, without its end
   * @param kind what the row counts as
   */
  record Graded(String line, Kind kind) implements Serializable {
    /**
     * What is counted.
     *
     * @param rule that found the answer
     * @param equal whether it is right
     * @param why in the words of the grader
     */
    record Kind(String rule, boolean equal, String why) implements Serializable {}
  }

  /** The row with what was decided; fields of these names that it had are replaced. */
  Graded grade(Pair pair) {
    String answer = pair.given();
    String rule = GIVEN;
    if (pair.solution() != null) {
      Answer found = extractor.extract(pair.solution());
      answer = found == null ? null : found.text();
      rule = found == null ? NONE : Judge.name(found.rule());
    }
    Verdict verdict = grader.grade(answer, pair.reference());
    ObjectNode row = JsonRows.object(pair.row());
    row.put("answer", answer)
        .put("rule", rule)
        .put("equal", verdict.equal())
        .put("why", verdict.why());
    return new Graded(row.toString(), new Graded.Kind(rule, verdict.equal(), verdict.why()));
  }
}
