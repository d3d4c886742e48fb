package dev.cairn.engine.run;

import dev.cairn.engine.search.Candidate;
import dev.cairn.engine.search.Expansion;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The children of one round of a search as they come in. */
final class Round {
  final List<Expansion> expansions;
  final List<@Nullable Candidate[]> children;
  int missing;

  Round(List<Expansion> expansions) {
    this.expansions = expansions;
    this.children = new ArrayList<>(expansions.size());
    for (Expansion expansion : expansions) {
      children.add(new Candidate[expansion.width()]);
      missing += expansion.width();
    }
  }

  /** All children, once none is missing. */
  List<List<Candidate>> complete() {
    List<List<Candidate>> lists = new ArrayList<>(children.size());
    for (Candidate[] siblings : children) {
      lists.add(List.of(siblings));
    }
    return lists;
  }
}
