package dev.cairn.jobs.io.format;

import dev.cairn.engine.search.Problem;

/** MATH-500 (Lightman et al., Let's Verify Step by Step, 2023, arXiv 2305.20050). */
record Math500() implements Format<Problem> {
  private static final long serialVersionUID = 1L;

  @Override
  public String name() {
    return "math-500";
  }

  @Override
  public boolean fits(Fields row) {
    return row.has("unique_id") && row.has("problem") && row.has("answer");
  }

  @Override
  public Problem read(Fields row) throws BadFieldException {
    return new Problem(row.name("unique_id"), row.name("problem"), row.name("answer"));
  }
}
