package dev.cairn.jobs.io.format;

import dev.cairn.jobs.io.format.Pool.Candidate;
import java.util.ArrayList;
import java.util.List;

/**
 * The logs of Tree of Thoughts (Yao et al., 2023, arXiv 2305.10601): samples, or the last beam of a
 * search, each with the verdict r where it was checked.
 */
record TreeOfThoughts() implements Format<Pool> {
  private static final long serialVersionUID = 1L;

  @Override
  public String name() {
    return "tree-of-thoughts";
  }

  @Override
  public boolean fits(Fields row) {
    return row.has("idx") && row.has("ys");
  }

  @Override
  public Pool read(Fields row) throws BadFieldException {
    List<String> texts = row.someTexts("ys");
    List<Fields> infos = row.has("infos") ? row.objects("infos") : List.of();
    if (row.has("infos")) {
      row.sameLength("infos", infos, "ys", texts);
    }
    List<Candidate> candidates = new ArrayList<>();
    for (int i = 0; i < texts.size(); i++) {
      candidates.add(
          new Candidate(
              texts.get(i),
              List.of(),
              null,
              infos.isEmpty() ? null : infos.get(i).truthOrNull("r"),
              null,
              List.of()));
    }
    return new Pool(row.name("idx"), null, null, candidates);
  }
}
