package dev.cairn.engine.search.strategy;

import dev.cairn.engine.search.Aggregation;
import dev.cairn.engine.search.Problem;
import dev.cairn.engine.search.Search;
import dev.cairn.engine.search.SearchStrategy;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Reward-guided greedy search: samples {@code width} next steps, commits the best by reward and
 * goes on from there to one solution. It is DVTS with a single tree.
 *
 * <p>Source: Ma et al., Let's Reward Step by Step: Step-Level Reward Model as the Navigators for
 * Reasoning, 2023, arXiv 2310.10080, whose heuristic goes back a step when all are judged bad; here
 * the best is taken, however bad.
 *
 * @param width steps to choose from
 * @param lookAhead greedy steps after which a step is judged; 0 judges it as it is
 * @param aggregation what a prefix is worth
 */
public record GuidedGreedy(int width, int lookAhead, Aggregation aggregation)
    implements SearchStrategy {
  /** Refuses a width below 1. */
  public GuidedGreedy {
    Checks.count("width", width);
    LookAhead.check(lookAhead);
  }

  @Override
  public Set<Signal> needs() {
    return Set.of(Signal.REWARD);
  }

  @Override
  public Search start(Problem problem, RandomGenerator random) {
    return new Dvts(width, width, Dvts.Emit.CHOSEN, lookAhead, aggregation).start(problem, random);
  }
}
