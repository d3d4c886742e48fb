package dev.cairn.jobs.io.format;

/**
 * MR-Ben (Zeng et al., 2024, arXiv 2406.13975), the subjects whose steps are lists; in coding they
 * are lines of programs, which this does not read.
 */
record MrBen() implements Format<LabelledSolution> {
  private static final long serialVersionUID = 1L;
  private static final String LABEL = "Model_Solution_First_Error_Step";

  @Override
  public String name() {
    return "mr-ben";
  }

  @Override
  public boolean fits(Fields row) {
    return row.has("Model_Solution_Steps") && row.has(LABEL);
  }

  @Override
  public LabelledSolution read(Fields row) throws BadFieldException {
    String model = row.name("Sampled_Model");
    return LabelledSolution.checked(
        row,
        new LabelledSolution(
            row.name("Question_UUID") + ":" + model,
            row.name("Subject"),
            row.textOrNull("Question"),
            row.texts("Model_Solution_Steps"),
            label(row),
            model,
            null),
        LABEL);
  }

  /** Steps are counted from 1 there, and N/A stands for none. */
  private static int label(Fields row) throws BadFieldException {
    String step = row.text(LABEL).strip();
    if (step.equals("N/A")) {
      return LabelledSolution.NO_ERROR;
    }
    if (!step.matches("[1-9]\\d{0,8}")) {
      throw row.mistake(LABEL, "must be the number of a step or N/A but was " + step);
    }
    return Integer.parseInt(step) - 1;
  }
}
