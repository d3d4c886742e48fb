package dev.cairn.engine.search.strategy;

import dev.cairn.engine.search.Expansion;
import dev.cairn.engine.search.Expansion.Decoding;
import dev.cairn.engine.search.Expansion.Extent;
import dev.cairn.engine.search.Problem;
import dev.cairn.engine.search.Search;
import dev.cairn.engine.search.SearchStrategy;
import dev.cairn.engine.search.Trajectory;
import java.util.Set;
import java.util.random.RandomGenerator;

/** One solution at temperature 0: the baseline that every search has to beat. */
public record Greedy() implements SearchStrategy {
  @Override
  public Set<Signal> needs() {
    return Set.of();
  }

  @Override
  public Search start(Problem problem, RandomGenerator random) {
    return new OneRound(
        new Expansion(Trajectory.start(problem), 1, Extent.SOLUTION, Decoding.GREEDY));
  }
}
