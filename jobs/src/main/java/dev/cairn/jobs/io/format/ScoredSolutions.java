package dev.cairn.jobs.io.format;

import java.util.List;

/**
 * Scores of the steps of labelled solutions: our own, and those that FoVer published for
 * ProcessBench, which differ in the name of one field.
 *
 * @param name of the format
 * @param subsetField name of the field with the subset of the benchmark
 */
record ScoredSolutions(String name, String subsetField) implements Format<SolutionScores> {
  private static final long serialVersionUID = 1L;

  @Override
  public boolean fits(Fields row) {
    return row.has("id")
        && row.object().path("scores").path(0).isNumber()
        && (row.has(subsetField) || subsetField.equals("subset"));
  }

  @Override
  public SolutionScores read(Fields row) throws BadFieldException {
    String id = row.name("id");
    List<Double> scores = row.numbers("scores");
    if (scores.isEmpty()) {
      throw row.mistake("scores", "must have at least one score but are empty");
    }
    Integer steps = row.integerOrNull("n_steps", 1);
    if (steps != null && scores.size() > steps) {
      throw row.mistake(
          "scores",
          "must not be more than the %d steps but are %d".formatted(steps, scores.size()));
    }
    String verifier = row.textOrNull("verifier");
    return new SolutionScores(
        id,
        row.has(subsetField) ? row.name(subsetField) : ProcessBench.subset(row, id),
        verifier == null ? "" : verifier,
        scores,
        row.numberOrNull("solution_score"),
        row.integerOrNull("label", LabelledSolution.NO_ERROR));
  }
}
