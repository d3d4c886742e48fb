package dev.cairn.jobs;

import dev.cairn.engine.metrics.Bootstrap;
import dev.cairn.engine.metrics.Estimate;
import dev.cairn.engine.metrics.Intervals;
import java.io.Serializable;
import java.util.List;

/**
 * One figure of one experiment, problem by problem.
 *
 * @param experiment its name
 * @param figure its name
 * @param means over the repetitions of each problem, in the order of the problems' ids
 * @param repetitions of each problem
 */
record ProblemMeans(String experiment, String figure, List<Double> means, int repetitions)
    implements Serializable {
  static final double CONFIDENCE = 0.95;

  /** Resamples of every bootstrap. */
  static final int RESAMPLES = 10_000;

  /** Whether each problem gave one yes or no. */
  boolean isBinary() {
    return repetitions == 1 && means.stream().allMatch(mean -> mean == 0 || mean == 1);
  }

  double[] array() {
    return means.stream().mapToDouble(Double::doubleValue).toArray();
  }

  /** The mean over problems: with Wilson's interval if it is a share, else with a bootstrap's. */
  Estimate estimate(long seed) {
    return isBinary()
        ? Intervals.wilson(
            means.stream().filter(mean -> mean == 1).count(), means.size(), CONFIDENCE)
        : bootstrap(seed).mean(array());
  }

  static Bootstrap bootstrap(long seed) {
    return new Bootstrap(RESAMPLES, seed, CONFIDENCE);
  }
}
