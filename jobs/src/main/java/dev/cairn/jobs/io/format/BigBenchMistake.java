package dev.cairn.jobs.io.format;

/**
 * BIG-Bench Mistake (Tyen et al., 2023, arXiv 2311.08516). Rows have no id; it is made of the
 * file's name and the line, such as word_sorting:17.
 */
record BigBenchMistake() implements Format<LabelledSolution> {
  private static final long serialVersionUID = 1L;

  @Override
  public String name() {
    return "bigbench-mistake";
  }

  @Override
  public boolean fits(Fields row) {
    return row.has("input") && row.has("steps") && row.object().has("mistake_index");
  }

  @Override
  public LabelledSolution read(Fields row) throws BadFieldException {
    if (!row.object().has("mistake_index")) {
      throw row.mistake("mistake_index", "must be a whole number or null but is missing");
    }
    Integer mistake = row.integerOrNull("mistake_index", 0);
    String subset = row.place().stem();
    return LabelledSolution.checked(
        row,
        new LabelledSolution(
            "%s:%d".formatted(subset, row.place().line()),
            subset,
            row.textOrNull("input"),
            row.texts("steps"),
            mistake == null ? LabelledSolution.NO_ERROR : mistake,
            null,
            null),
        "mistake_index");
  }
}
