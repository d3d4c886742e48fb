package dev.cairn.jobs.io.format;

import dev.cairn.engine.search.Problem;

/**
 * GSM8K (Cobbe et al., Training Verifiers to Solve Math Word Problems, 2021, arXiv 2110.14168): the
 * reference is what follows {@code ####} in the answer, without the commas of thousands. Rows have
 * no id; it is made of the file's name and the line, such as test:17.
 */
record Gsm8k() implements Format<Problem> {
  private static final long serialVersionUID = 1L;
  private static final String MARK = "####";

  @Override
  public String name() {
    return "gsm8k";
  }

  @Override
  public boolean fits(Fields row) {
    return row.has("question") && row.object().path("answer").asText().contains(MARK);
  }

  @Override
  public Problem read(Fields row) throws BadFieldException {
    String answer = row.text("answer");
    int mark = answer.indexOf(MARK);
    String reference = mark < 0 ? "" : answer.substring(mark + MARK.length()).strip();
    if (reference.isEmpty()) {
      throw row.mistake("answer", "must end with #### and the reference but has none");
    }
    return new Problem(
        "%s:%d".formatted(row.place().stem(), row.place().line()),
        row.name("question"),
        reference.replace(",", ""));
  }
}
