package dev.cairn.jobs.io.format;

import dev.cairn.jobs.io.format.Pool.Candidate;
import java.util.ArrayList;
import java.util.List;

/**
 * The pools of Qwen2.5-Math's evaluation: a response, its answer and verdict, and one score of an
 * outcome reward model, which is no probability.
 */
record QwenMathPools() implements Format<Pool> {
  private static final long serialVersionUID = 1L;

  @Override
  public String name() {
    return "qwen-math-pools";
  }

  @Override
  public boolean fits(Fields row) {
    return row.has("idx") && row.has("response") && row.has("pred");
  }

  @Override
  public Pool read(Fields row) throws BadFieldException {
    List<String> texts = row.someTexts("response");
    List<String> answers = row.texts("pred");
    List<Boolean> correct = row.truths("score");
    row.sameLength("pred", answers, "response", texts);
    row.sameLength("score", correct, "response", texts);
    List<List<Double>> scores = row.has("pred_score") ? row.numberLists("pred_score") : List.of();
    if (row.has("pred_score")) {
      row.sameLength("pred_score", scores, "response", texts);
    }
    List<Candidate> candidates = new ArrayList<>();
    for (int i = 0; i < texts.size(); i++) {
      candidates.add(
          new Candidate(
              texts.get(i),
              List.of(),
              answers.get(i),
              correct.get(i),
              null,
              scores.isEmpty() ? List.of() : scores.get(i)));
    }
    return new Pool(row.name("idx"), row.textOrNull("question"), row.textOrNull("gt"), candidates);
  }
}
