package dev.cairn.jobs.io.format;

import dev.cairn.jobs.io.format.Pool.Candidate;
import java.util.ArrayList;
import java.util.List;

/**
 * The completions that Hugging Face's search-and-learn writes. Its steps are not stored, only their
 * scores; a token count of 0 means that nobody counted.
 */
record SearchAndLearn() implements Format<Pool> {
  private static final long serialVersionUID = 1L;

  @Override
  public String name() {
    return "search-and-learn";
  }

  @Override
  public boolean fits(Fields row) {
    return row.has("unique_id") && row.has("completions");
  }

  @Override
  public Pool read(Fields row) throws BadFieldException {
    List<String> texts = row.someTexts("completions");
    List<List<Double>> scores = row.has("scores") ? row.numberLists("scores") : List.of();
    List<Integer> tokens =
        row.has("completion_tokens") ? row.integers("completion_tokens", 0) : List.of();
    if (row.has("scores")) {
      row.sameLength("scores", scores, "completions", texts);
    }
    if (row.has("completion_tokens")) {
      row.sameLength("completion_tokens", tokens, "completions", texts);
    }
    List<Candidate> candidates = new ArrayList<>();
    for (int i = 0; i < texts.size(); i++) {
      candidates.add(
          new Candidate(
              texts.get(i),
              List.of(),
              null,
              null,
              tokens.isEmpty() || tokens.get(i) == 0 ? null : tokens.get(i),
              scores.isEmpty() ? List.of() : scores.get(i)));
    }
    return new Pool(
        row.name("unique_id"), row.textOrNull("problem"), row.textOrNull("answer"), candidates);
  }
}
