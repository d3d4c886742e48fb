package dev.cairn.jobs.io.format;

import dev.cairn.engine.search.Problem;

/**
 * Our own problems: an id, a question and the reference answer.
 *
 * @param idField name of the field with the id
 * @param questionField name of the field with the question
 * @param answerField name of the field with the reference answer
 */
public record Problems(String idField, String questionField, String answerField)
    implements Format<Problem> {
  private static final long serialVersionUID = 1L;

  @Override
  public String name() {
    return "problems";
  }

  @Override
  public boolean fits(Fields row) {
    return row.has(idField) && row.has(questionField) && row.has(answerField);
  }

  @Override
  public Problem read(Fields row) throws BadFieldException {
    return new Problem(row.name(idField), row.name(questionField), row.name(answerField));
  }
}
