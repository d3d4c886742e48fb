package dev.cairn.engine.metrics;

import dev.cairn.engine.search.Aggregation;
import dev.cairn.engine.vote.Ballot;
import dev.cairn.engine.vote.BestReward;
import dev.cairn.engine.vote.Vote;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;

/**
 * How often a vote on n of a problem's N candidates is right. The n are drawn at random, each
 * n-subset alike and in the order of the pool, as in Lightman et al., Let's Verify Step by Step,
 * 2023, arXiv 2305.20050, figure 3; the spread over draws says nothing of other problems.
 *
 * @param trials draws for one point where there is no closed form, at least 1
 * @param seed of the draws, which are of {@link SplittableRandom}
 */
public record Curve(int trials, long seed) {
  /** Refuses a curve without a draw. */
  public Curve {
    if (trials < 1) {
      throw new IllegalArgumentException("trials must be at least 1 but was " + trials);
    }
  }

  /** How a point was found. */
  public enum Method {
    /** Over all n-subsets, by a closed form or because there is only one. */
    EXACT,
    /** Over random n-subsets. */
    SIMULATED
  }

  /**
   * A point of a curve.
   *
   * @param value the chance of being right, in [0, 1]
   * @param method how it was found
   */
  public record Point(double value, Method method) {}

  /**
   * The point of a vote at n candidates; ties are broken as the vote says.
   *
   * @param n from 1 to the size of the pool
   */
  public Point at(int n, GradedPool pool, Vote vote) {
    if (n < 1 || n > pool.size()) {
      throw new IllegalArgumentException(
          "n must be in [1, %d] but was %d".formatted(pool.size(), n));
    }
    if (n == pool.size()) {
      return new Point(pool.correct(vote) ? 1 : 0, Method.EXACT);
    }
    if (n == 1) {
      return new Point(oneOf(pool), Method.EXACT);
    }
    return vote instanceof BestReward best
        ? new Point(bestOf(n, pool, best.aggregation()), Method.EXACT)
        : new Point(simulated(n, pool, vote), Method.SIMULATED);
  }

  /** One candidate is chosen if it has a vote at all. */
  private static double oneOf(GradedPool pool) {
    int right = 0;
    for (int i = 0; i < pool.size(); i++) {
      right += pool.ballots().get(i).votes() && pool.correct().get(i) ? 1 : 0;
    }
    return (double) right / pool.size();
  }

  /**
   * Sum over the candidates, from the worst up, of y_(r) C(r-1, n-1) / C(N, n): the r-th is chosen
   * if the n - 1 others are below it.
   */
  private static double bestOf(int n, GradedPool pool, Aggregation aggregation) {
    List<Integer> ascending = ascending(pool, aggregation);
    int size = ascending.size();
    double expected = 0;
    // C(r-1, n-1) / C(N, n), from r = N down, where it is n / N.
    double chance = (double) n / size;
    for (int r = size; r >= n; r--) {
      int candidate = ascending.get(r - 1);
      if (pool.ballots().get(candidate).votes() && pool.correct().get(candidate)) {
        expected += chance;
      }
      chance *= r == 1 ? 0 : (double) (r - n) / (r - 1);
    }
    return Math.min(1, expected);
  }

  /** From the worst to the best; without a vote below all, of several alike the later one below. */
  private static List<Integer> ascending(GradedPool pool, Aggregation aggregation) {
    List<Integer> silent = new ArrayList<>();
    List<Integer> voting = new ArrayList<>();
    double[] ranks = new double[pool.size()];
    for (int i = pool.size() - 1; i >= 0; i--) {
      Ballot ballot = pool.ballots().get(i);
      if (ballot.votes()) {
        ranks[i] = aggregation.rank(ballot.rewards()) + 0.0;
        voting.add(i);
      } else {
        silent.add(i);
      }
    }
    voting.sort(Comparator.comparingDouble(i -> ranks[i]));
    silent.addAll(voting);
    return silent;
  }

  private double simulated(int n, GradedPool pool, Vote vote) {
    SplittableRandom random = new SplittableRandom(seed);
    int right = 0;
    for (int trial = 0; trial < trials; trial++) {
      List<Integer> drawn = draw(n, pool.size(), random);
      Integer chosen = vote.decide(drawn.stream().map(pool.ballots()::get).toList()).candidate();
      right += chosen != null && pool.correct().get(drawn.get(chosen)) ? 1 : 0;
    }
    return (double) right / trials;
  }

  /** n of the numbers below {@code size}, ascending: each is taken with the chance that is left. */
  private static List<Integer> draw(int n, int size, SplittableRandom random) {
    List<Integer> drawn = new ArrayList<>(n);
    for (int i = 0; drawn.size() < n; i++) {
      if (random.nextInt(size - i) < n - drawn.size()) {
        drawn.add(i);
      }
    }
    return drawn;
  }
}
