package dev.cairn.jobs.io.format;

import dev.cairn.jobs.io.format.Pool.Candidate;
import java.util.ArrayList;
import java.util.List;

/** Our own pools: a problem and its candidates, with as much of each as is known. */
record Pools() implements Format<Pool> {
  private static final long serialVersionUID = 1L;

  @Override
  public String name() {
    return "pools";
  }

  @Override
  public boolean fits(Fields row) {
    return row.has("id") && row.has("candidates");
  }

  @Override
  public Pool read(Fields row) throws BadFieldException {
    List<Candidate> candidates = new ArrayList<>();
    for (Fields candidate : row.someObjects("candidates")) {
      List<String> steps = candidate.textsOrEmpty("steps");
      List<Double> scores = candidate.numbersOrEmpty("scores");
      if (!steps.isEmpty() && !scores.isEmpty() && scores.size() != steps.size()) {
        throw candidate.mistake(
            "scores",
            "must be one for each of the %d steps but are %d"
                .formatted(steps.size(), scores.size()));
      }
      candidates.add(
          new Candidate(
              candidate.textOrNull("text"),
              steps,
              candidate.textOrNull("answer"),
              candidate.truthOrNull("correct"),
              candidate.integerOrNull("tokens", 0),
              scores));
    }
    return new Pool(
        row.name("id"), row.textOrNull("question"), row.textOrNull("reference"), candidates);
  }
}
