package dev.cairn.jobs.io.format;

import java.io.Serializable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A solution of which a human has marked the first wrong step.
 *
 * @param id unique in its subset
 * @param subset of the benchmark, such as gsm8k
 * @param problem the question, or null
 * @param steps at least one
 * @param label index of the first wrong step, from 0; -1 if all are right
 * @param generator which model wrote it, or null
 * @param finalAnswerCorrect or null
 */
public record LabelledSolution(
    String id,
    String subset,
    @Nullable String problem,
    List<String> steps,
    int label,
    @Nullable String generator,
    @Nullable Boolean finalAnswerCorrect)
    implements Serializable {
  /** The label of a solution without a mistake. */
  public static final int NO_ERROR = -1;

  /** Checks the label, which the row holds in that field, against the steps. */
  static LabelledSolution checked(Fields row, LabelledSolution solution, String labelField)
      throws BadFieldException {
    if (solution.steps().isEmpty()) {
      throw row.mistake("steps", "must have at least one step but are empty");
    }
    if (solution.label() >= solution.steps().size()) {
      throw row.mistake(
          labelField,
          "must name one of the %d steps but points behind them"
              .formatted(solution.steps().size()));
    }
    return solution;
  }
}
