package dev.cairn.jobs.io.format;

import java.util.List;

/** PRMBench (Song et al., 2025, arXiv 2501.03124), where wrong steps are counted from 1. */
record PrmBench() implements Format<PrmBenchItem> {
  private static final long serialVersionUID = 1L;

  @Override
  public String name() {
    return "prmbench";
  }

  @Override
  public boolean fits(Fields row) {
    return row.has("classification") && row.has("modified_process") && row.has("error_steps");
  }

  @Override
  public PrmBenchItem read(Fields row) throws BadFieldException {
    List<Integer> wrong =
        row.integers("error_steps", 1).stream().map(step -> step - 1).sorted().distinct().toList();
    return new PrmBenchItem(
        row.name("idx"),
        row.name("classification"),
        row.text("modified_question"),
        row.someTexts("modified_process"),
        wrong,
        row.text("original_question"),
        row.texts("original_process"));
  }
}
