package dev.cairn.engine.vote;

import dev.cairn.engine.search.Aggregation;
import java.util.List;

/**
 * Chooses the candidate with the highest aggregated reward: best-of-n, whose accuracy over problems
 * is rank@1 (Lightman et al., Let's Verify Step by Step, 2023, arXiv 2305.20050).
 *
 * <p>Of several with the highest, the first of the pool is chosen; products are compared by their
 * logarithms, so that those of long solutions do not tie at 0. The weight of a class is its highest
 * aggregated reward; the share is of the candidates with an answer, those that agree with the
 * chosen one.
 */
public record BestReward(Aggregation aggregation) implements Vote {
  @Override
  public Decision decide(List<Ballot> pool) {
    return Scores.best(pool, aggregation::rank, aggregation::apply);
  }

  @Override
  public boolean needsRewards() {
    return true;
  }
}
