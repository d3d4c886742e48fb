package dev.cairn.engine.vote;

import java.util.List;

/**
 * Chooses the candidate with the highest product of shifted rewards, (r1 - s) ... (rT - s) with s =
 * m - 0.01, where m is the smallest step reward among the candidates that have a vote: best-of-n as
 * the code of PRMBench has it (Song et al., PRMBench, 2025, arXiv 2501.03124). The shift makes the
 * product of any rewards positive.
 *
 * <p>Ties, weights and share are those of {@link BestReward}.
 */
public record ShiftedProduct() implements Vote {
  private static final double MARGIN = 0.01;

  @Override
  public Decision decide(List<Ballot> pool) {
    double smallest =
        pool.stream()
            .filter(Ballot::votes)
            .flatMap(ballot -> ballot.rewards().stream())
            .mapToDouble(Double::doubleValue)
            .min()
            .orElse(0);
    return Scores.best(
        pool, rewards -> rank(rewards, smallest), rewards -> Math.exp(rank(rewards, smallest)));
  }

  private static double rank(List<Double> rewards, double smallest) {
    double sum = 0;
    for (double reward : rewards) {
      sum += Math.log(reward - (smallest - MARGIN));
    }
    return sum;
  }

  @Override
  public boolean needsRewards() {
    return true;
  }
}
