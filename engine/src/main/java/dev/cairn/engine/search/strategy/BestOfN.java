package dev.cairn.engine.search.strategy;

import dev.cairn.engine.search.Expansion;
import dev.cairn.engine.search.Problem;
import dev.cairn.engine.search.Search;
import dev.cairn.engine.search.SearchStrategy;
import dev.cairn.engine.search.Trajectory;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Samples whole solutions independently and leaves the choice to the vote: best-of-N with a reward
 * vote (Cobbe et al., Training Verifiers to Solve Math Word Problems, 2021, arXiv 2110.14168),
 * self-consistency with a majority (Wang et al., 2022, arXiv 2203.11171).
 *
 * @param n the number of solutions, N in the papers
 */
public record BestOfN(int n) implements SearchStrategy {
  /** Refuses n below 1. */
  public BestOfN {
    Checks.count("n", n);
  }

  @Override
  public Set<Signal> needs() {
    return Set.of();
  }

  @Override
  public Search start(Problem problem, RandomGenerator random) {
    return new OneRound(Expansion.solutions(Trajectory.start(problem), n));
  }
}
