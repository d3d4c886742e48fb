package dev.cairn.jobs.io.format;

/** Our own pairs: an answer or a whole solution, and the reference. */
record Pairs() implements Format<Pair> {
  private static final long serialVersionUID = 1L;

  @Override
  public String name() {
    return "pairs";
  }

  @Override
  public boolean fits(Fields row) {
    return row.has("reference") && (row.has("given") || row.has("solution"));
  }

  @Override
  public Pair read(Fields row) throws BadFieldException {
    String given = row.textOrNull("given");
    String solution = row.textOrNull("solution");
    if ((given == null) == (solution == null)) {
      throw row.mistake(
          "given",
          given == null
              ? "or solution must be there but both are missing"
              : "must not be there together with solution, for only one of them can be graded");
    }
    return new Pair(given, solution, row.name("reference"), row.object().toString());
  }
}
