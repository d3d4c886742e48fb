package dev.cairn.jobs.io.format;

import dev.cairn.jobs.io.format.Pool.Candidate;
import java.util.ArrayList;
import java.util.List;

/** Samples of programs, each with whether it passed the tests of its task. */
record CodeSamples() implements Format<Pool> {
  private static final long serialVersionUID = 1L;

  @Override
  public String name() {
    return "code-samples";
  }

  @Override
  public boolean fits(Fields row) {
    return row.has("task_id") && row.has("samples") && row.has("passed");
  }

  @Override
  public Pool read(Fields row) throws BadFieldException {
    List<String> texts = row.someTexts("samples");
    List<Boolean> passed = row.truths("passed");
    row.sameLength("passed", passed, "samples", texts);
    List<Candidate> candidates = new ArrayList<>();
    for (int i = 0; i < texts.size(); i++) {
      candidates.add(new Candidate(texts.get(i), List.of(), null, passed.get(i), null, List.of()));
    }
    return new Pool(row.name("task_id"), row.textOrNull("prompt"), null, candidates);
  }
}
