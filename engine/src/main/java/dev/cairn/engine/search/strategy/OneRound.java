package dev.cairn.engine.search.strategy;

import dev.cairn.engine.search.Candidate;
import dev.cairn.engine.search.Expansion;
import dev.cairn.engine.search.Search;
import java.util.List;

/** A search that asks once and is over. */
final class OneRound implements Search {
  private final Expansion expansion;
  private List<Candidate> found = List.of();

  OneRound(Expansion expansion) {
    this.expansion = expansion;
  }

  @Override
  public List<Expansion> begin() {
    return List.of(expansion);
  }

  @Override
  public List<Expansion> advance(List<List<Candidate>> children) {
    found = List.copyOf(children.get(0));
    return List.of();
  }

  @Override
  public List<Candidate> candidates() {
    return found;
  }
}
