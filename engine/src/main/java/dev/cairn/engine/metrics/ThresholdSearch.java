package dev.cairn.engine.metrics;

import dev.cairn.engine.metrics.FirstError.Good;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Finds the threshold of step scores that is best for {@link FirstErrorF1} on labelled solutions.
 * The solutions on which it is found must not be those on which it is reported; ProcessBench takes
 * its subset gsm8k.
 *
 * @param good what a score has to be, given the threshold
 */
public record ThresholdSearch(Good good) {
  /**
   * A labelled solution.
   *
   * @param label as {@link FirstError} has it
   * @param scores one per step; those after the first wrong one may be missing
   */
  public record Solution(int label, List<Double> scores) {
    /** Copies the scores; refuses a label below {@link FirstError#NO_ERROR}. */
    public Solution {
      scores = List.copyOf(scores);
      if (label < FirstError.NO_ERROR) {
        throw new IllegalArgumentException("label must be at least -1 but was " + label);
      }
    }
  }

  /**
   * The result.
   *
   * @param threshold the lowest of the best
   * @param score at the threshold, on the solutions searched
   * @param tried number of thresholds
   */
  public record Best(double threshold, FirstErrorF1 score, int tried) {}

  /**
   * The middles between neighbours among the distinct scores; the score itself if all are alike.
   */
  public static double[] midpoints(List<Solution> solutions) {
    double[] distinct = scores(solutions);
    if (distinct.length < 2) {
      return distinct;
    }
    double[] midpoints = new double[distinct.length - 1];
    for (int i = 0; i < midpoints.length; i++) {
      midpoints[i] = distinct[i] + (distinct[i + 1] - distinct[i]) / 2;
    }
    return midpoints;
  }

  /** The distinct scores, ascending. */
  public static double[] scores(List<Solution> solutions) {
    return solutions.stream()
        .flatMap(solution -> solution.scores().stream())
        .mapToDouble(Double::doubleValue)
        .sorted()
        .distinct()
        .toArray();
  }

  /** So many thresholds from 0 to 1 at equal distances, at least 2. */
  public static double[] grid(int thresholds) {
    double[] grid = new double[thresholds];
    Arrays.setAll(grid, i -> i / (thresholds - 1.0));
    return grid;
  }

  /**
   * The best of some thresholds.
   *
   * @param thresholds ascending, at least one
   * @throws IllegalArgumentException if the solutions are not some with and some without an error:
   *     F1 is then undefined
   */
  public Best best(List<Solution> solutions, double[] thresholds) {
    Ranges errors = new Ranges();
    Ranges correct = new Ranges();
    solutions.forEach(
        solution -> (solution.label() == FirstError.NO_ERROR ? correct : errors).add(solution));
    if (errors.solutions == 0 || correct.solutions == 0) {
      throw new IllegalArgumentException(
          "a threshold can only be found on solutions with and without an error but %d have one and %d have none"
              .formatted(errors.solutions, correct.solutions));
    }
    errors.sort();
    correct.sort();
    Best best = null;
    for (double threshold : thresholds) {
      FirstErrorF1 score =
          new FirstErrorF1(
              errors.solutions,
              errors.containing(threshold),
              correct.solutions,
              correct.containing(threshold));
      if (best == null || score.f1().get() > best.score().f1().get()) {
        best = new Best(threshold, score, thresholds.length);
      }
    }
    if (best == null) {
      throw new IllegalArgumentException("there must be a threshold to try");
    }
    return best;
  }

  /**
   * The thresholds for which each solution is predicted right: from the score of its wrong step up
   * to the smallest score before it. Counting ends below a threshold takes one search, instead of a
   * prediction for every solution and threshold.
   */
  private final class Ranges {
    private final List<Double> starts = new ArrayList<>();
    private final List<Double> ends = new ArrayList<>();
    private double[] sortedStarts = {};
    private double[] sortedEnds = {};
    private int solutions;

    void add(Solution solution) {
      solutions++;
      int label = solution.label();
      if (label >= solution.scores().size()) {
        return;
      }
      boolean error = label != FirstError.NO_ERROR;
      double start = error ? solution.scores().get(label) : Double.NEGATIVE_INFINITY;
      double end =
          solution.scores().subList(0, error ? label : solution.scores().size()).stream()
              .mapToDouble(Double::doubleValue)
              .min()
              .orElse(Double.POSITIVE_INFINITY);
      if (start < end) {
        starts.add(start);
        ends.add(end);
      }
    }

    void sort() {
      sortedStarts = starts.stream().mapToDouble(Double::doubleValue).sorted().toArray();
      sortedEnds = ends.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    }

    int containing(double threshold) {
      return passed(sortedStarts, threshold) - passed(sortedEnds, threshold);
    }

    /** How many are not good at the threshold: at it or below, or only below. */
    private int passed(double[] ascending, double threshold) {
      int low = 0;
      int high = ascending.length;
      while (low < high) {
        int middle = (low + high) >>> 1;
        if (good.good(ascending[middle], threshold)) {
          high = middle;
        } else {
          low = middle + 1;
        }
      }
      return low;
    }
  }
}
