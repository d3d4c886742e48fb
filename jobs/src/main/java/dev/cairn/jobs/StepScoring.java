package dev.cairn.jobs;

import java.io.Serializable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A labelled solution with what a reward model says to it.
 *
 * @param verifier name of the reward model; empty for the only one
 * @param subset of the benchmark
 * @param id of the solution
 * @param label index of the first wrong step, from 0, or -1
 * @param scores one per step, at least up to the first wrong one; empty where there are none
 * @param solutionScore of the whole solution; the smallest step score where the file has none
 */
record StepScoring(
    String verifier,
    String subset,
    String id,
    int label,
    List<Double> scores,
    @Nullable Double solutionScore)
    implements Serializable {
  /** Whether the reward model says anything. */
  boolean scored() {
    return !scores.isEmpty();
  }

  /** The score of the whole solution. */
  double whole() {
    return solutionScore != null
        ? solutionScore
        : scores.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
  }
}
