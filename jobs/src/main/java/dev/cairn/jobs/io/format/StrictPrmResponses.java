package dev.cairn.jobs.io.format;

import dev.cairn.jobs.io.format.Pool.Candidate;
import java.util.ArrayList;
import java.util.List;

/** The raw responses of StrictPRMBench: whole texts, neither reference nor verdict. */
record StrictPrmResponses() implements Format<Pool> {
  private static final long serialVersionUID = 1L;

  @Override
  public String name() {
    return "strictprm-responses";
  }

  @Override
  public boolean fits(Fields row) {
    return row.has("problem_id") && row.has("responses");
  }

  @Override
  public Pool read(Fields row) throws BadFieldException {
    List<Candidate> candidates = new ArrayList<>();
    for (String text : row.someTexts("responses")) {
      candidates.add(new Candidate(text, List.of(), null, null, null, List.of()));
    }
    return new Pool(row.name("problem_id"), null, null, candidates);
  }
}
