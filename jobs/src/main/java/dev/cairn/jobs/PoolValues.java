package dev.cairn.jobs;

import dev.cairn.engine.metrics.Curve;
import dev.cairn.engine.metrics.GradedPool;
import dev.cairn.engine.metrics.PassAtK;
import dev.cairn.engine.vote.Majority;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What the pool of one search says for the figures of its experiment.
 *
 * @param sizes the numbers of candidates k for which every pool of the experiment has enough: 1, 2,
 *     4 and so on, and the size of the smallest pool
 * @param seed of the draws where maj@k has no closed form
 */
record PoolValues(List<Integer> sizes, long seed) implements Serializable {
  /** The share of right candidates. */
  static final String MEAN = "mean";

  /** Draws of k candidates of a pool, for maj@k. */
  static final int TRIALS = 100;

  private static final String PASS = "pass@";
  private static final String MAJORITY = "maj@";

  static String passAt(int k) {
    return PASS + k;
  }

  static String majorityAt(int k) {
    return MAJORITY + k;
  }

  /** Of an experiment whose pools have at least so many candidates; a search without any aside. */
  static PoolValues upTo(int smallest, long seed) {
    List<Integer> sizes = new ArrayList<>(powers(0, smallest));
    if (smallest > 0 && !sizes.contains(smallest)) {
      sizes.add(smallest);
    }
    return new PoolValues(List.copyOf(sizes), seed);
  }

  /** The powers of two above the one number and up to the other. */
  static List<Integer> powers(int above, int upTo) {
    return IntStream.iterate(1, k -> k > 0 && k <= upTo, k -> 2 * k)
        .filter(k -> k > above)
        .boxed()
        .toList();
  }

  /** The values by their names; a search without candidates is wrong in every way. */
  Map<String, Double> of(@Nullable GradedPool pool) {
    Map<String, Double> values = new TreeMap<>();
    Curve curve = new Curve(TRIALS, seed);
    values.put(MEAN, pool == null ? 0 : pool.meanAccuracy());
    for (int k : sizes) {
      values.put(passAt(k), pool == null ? 0 : PassAtK.estimate(pool.size(), pool.rightOnes(), k));
      values.put(majorityAt(k), pool == null ? 0 : curve.at(k, pool, new Majority()).value());
    }
    return values;
  }
}
