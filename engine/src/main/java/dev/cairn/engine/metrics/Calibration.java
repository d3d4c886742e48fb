package dev.cairn.engine.metrics;

import java.util.ArrayList;
import java.util.List;

/**
 * Whether scores are the probabilities that they look like: scores in bins, each with its mean
 * score and its share of positives (Guo et al., On Calibration of Modern Neural Networks, 2017,
 * arXiv 1706.04599). Scores of one solution's steps are alike, so intervals must resample problems.
 *
 * @param bins from the lowest scores up, without empty ones
 */
public record Calibration(List<Bin> bins) {
  /**
   * Scores close to each other.
   *
   * @param count of the scores, at least 1
   * @param score their mean
   * @param share of positives among them
   */
  public record Bin(int count, double score, double share) {
    double gap() {
      return Math.abs(share - score);
    }
  }

  /** Copies the list. */
  public Calibration {
    bins = List.copyOf(bins);
  }

  /**
   * Bins of equal width on [0, 1]: the b-th holds the scores in ((b - 1) / B, b / B], the first 0
   * as well.
   *
   * @throws IllegalArgumentException if a score is not in [0, 1]; take the sigmoid of logits
   */
  public static Calibration equalWidth(ScoredLabels labels, int bins) {
    requireProbabilities(labels.scores());
    List<List<Integer>> members = new ArrayList<>();
    for (int bin = 0; bin < bins; bin++) {
      members.add(new ArrayList<>());
    }
    double[] scores = labels.scores();
    for (int i = 0; i < scores.length; i++) {
      int bin = 0;
      // Compared with the edges themselves: a product of score and B could round over one.
      while (scores[i] > (bin + 1.0) / bins) {
        bin++;
      }
      members.get(bin).add(i);
    }
    return of(labels, members);
  }

  /**
   * Bins of equally many scores, in their order; where the number is no multiple of B, the first
   * bins have one more. Fails as {@link #equalWidth}.
   */
  public static Calibration equalMass(ScoredLabels labels, int bins) {
    requireProbabilities(labels.scores());
    int[] order = labels.ascending();
    List<List<Integer>> members = new ArrayList<>();
    int next = 0;
    for (int bin = 0; bin < bins; bin++) {
      int size = order.length / bins + (bin < order.length % bins ? 1 : 0);
      List<Integer> indices = new ArrayList<>();
      for (int i = 0; i < size; i++) {
        indices.add(order[next++]);
      }
      members.add(indices);
    }
    return of(labels, members);
  }

  /** The mean of (score - label)^2 (Brier, Monthly Weather Review 78, 1950). */
  public static double brier(ScoredLabels labels) {
    double[] scores = labels.scores();
    boolean[] positive = labels.positive();
    double sum = 0;
    for (int i = 0; i < scores.length; i++) {
      double error = scores[i] - (positive[i] ? 1 : 0);
      sum += error * error;
    }
    return sum / scores.length;
  }

  /** ECE: the mean over scores of their bin's |share of positives - mean score|. */
  public double expectedError() {
    double sum = 0;
    long count = 0;
    for (Bin bin : bins) {
      sum += bin.count() * bin.gap();
      count += bin.count();
    }
    return sum / count;
  }

  /** MCE: the largest |share of positives - mean score| of a bin. */
  public double maximumError() {
    return bins.stream().mapToDouble(Bin::gap).max().orElseThrow();
  }

  private static Calibration of(ScoredLabels labels, List<List<Integer>> members) {
    double[] scores = labels.scores();
    boolean[] positive = labels.positive();
    return new Calibration(
        members.stream()
            .filter(indices -> !indices.isEmpty())
            .map(
                indices ->
                    new Bin(
                        indices.size(),
                        indices.stream().mapToDouble(i -> scores[i]).average().orElseThrow(),
                        indices.stream()
                            .mapToInt(i -> positive[i] ? 1 : 0)
                            .average()
                            .orElseThrow()))
            .toList());
  }

  private static void requireProbabilities(double[] scores) {
    for (double score : scores) {
      if (!(score >= 0 && score <= 1)) {
        throw new IllegalArgumentException(
            "scores must be in [0, 1] to be calibrated but one was " + score);
      }
    }
  }
}
