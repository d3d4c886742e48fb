package dev.cairn.jobs.io.format;

import java.util.List;

/**
 * Scores of the candidates of a pool: our own, and those of StrictPRMBench, which differ in the
 * names of the fields.
 *
 * @param name of the format
 * @param idField name of the field with the pool's id
 * @param scoresField name of the field with the scores
 */
record StepScores(String name, String idField, String scoresField) implements Format<PoolScores> {
  private static final long serialVersionUID = 1L;

  @Override
  public boolean fits(Fields row) {
    return row.has(idField) && row.has(scoresField);
  }

  @Override
  public PoolScores read(Fields row) throws BadFieldException {
    List<List<Double>> scores = row.numberLists(scoresField);
    for (int i = 0; i < scores.size(); i++) {
      if (scores.get(i).isEmpty()) {
        throw row.mistake(
            "%s[%d]".formatted(scoresField, i), "must have at least one score but is empty");
      }
    }
    return new PoolScores(row.name(idField), scores);
  }
}
