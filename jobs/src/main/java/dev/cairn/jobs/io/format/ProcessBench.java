package dev.cairn.jobs.io.format;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Labelled solutions in the form of ProcessBench (Zheng et al., 2024, arXiv 2412.06559), which is
 * ours too. The subset is the field of this name, or else what stands before the number in an id
 * such as gsm8k-17, or else the name of the file.
 */
record ProcessBench() implements Format<LabelledSolution> {
  private static final long serialVersionUID = 1L;
  private static final Pattern NUMBERED = Pattern.compile("(.+)-\\d+");

  @Override
  public String name() {
    return "processbench";
  }

  @Override
  public boolean fits(Fields row) {
    return row.has("id") && row.has("steps") && row.has("label");
  }

  @Override
  public LabelledSolution read(Fields row) throws BadFieldException {
    String id = row.name("id");
    return LabelledSolution.checked(
        row,
        new LabelledSolution(
            id,
            subset(row, id),
            row.textOrNull("problem"),
            row.texts("steps"),
            row.integer("label", LabelledSolution.NO_ERROR),
            row.textOrNull("generator"),
            row.truthOrNull("final_answer_correct")),
        "label");
  }

  /** The subset to which a row belongs. */
  static String subset(Fields row, String id) throws BadFieldException {
    if (row.has("subset")) {
      return row.name("subset");
    }
    Matcher numbered = NUMBERED.matcher(id);
    return numbered.matches() ? numbered.group(1) : row.place().stem();
  }
}
