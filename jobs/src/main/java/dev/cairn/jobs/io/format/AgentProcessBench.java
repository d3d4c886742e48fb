package dev.cairn.jobs.io.format;

/**
 * The labels of AgentProcessBench: those of humans, or those of critics, with the critic's name.
 */
record AgentProcessBench() implements Format<StepLabels> {
  private static final long serialVersionUID = 1L;

  @Override
  public String name() {
    return "agentprocessbench";
  }

  @Override
  public boolean fits(Fields row) {
    return row.has("step_labels") && row.has("query_index") && row.has("sample_index");
  }

  @Override
  public StepLabels read(Fields row) throws BadFieldException {
    String critic = row.textOrNull("critic");
    return new StepLabels(
        "%d:%d".formatted(row.integer("query_index", 0), row.integer("sample_index", 0)),
        row.has("dataset") ? row.name("dataset") : row.place().stem(),
        critic == null ? "" : critic,
        row.signs("step_labels"),
        row.signOrNull("final_label"));
  }
}
