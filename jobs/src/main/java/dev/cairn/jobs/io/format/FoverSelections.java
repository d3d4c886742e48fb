package dev.cairn.jobs.io.format;

/** Outcomes of selections problem by problem, as FoVer publishes them. */
record FoverSelections() implements Format<Selection> {
  private static final long serialVersionUID = 1L;

  @Override
  public String name() {
    return "fover-selections";
  }

  @Override
  public boolean fits(Fields row) {
    return row.has("task") && row.has("strategy") && row.has("correct");
  }

  @Override
  public Selection read(Fields row) throws BadFieldException {
    String verifier = row.textOrNull("verifier");
    return new Selection(
        row.name("task"),
        row.name("base_model"),
        row.name("strategy"),
        verifier == null ? "" : verifier,
        row.truths("correct"),
        row.numberOrNull("accuracy_reported"));
  }
}
