package dev.cairn.engine.search.strategy;

import java.util.Arrays;

/** Probabilities of a few things: not negative, and their sum is 1. */
final class Weights {
  private static final double CLIP = 1e-7;

  private final double[] probabilities;

  private Weights(double[] probabilities) {
    this.probabilities = probabilities;
  }

  /**
   * exp(x_i / temperature), normalised; exact at any scale, since the largest x is subtracted
   * first.
   *
   * @param scores at least one, each finite
   * @param temperature above 0; the higher, the more even
   */
  static Weights softmax(double[] scores, double temperature) {
    double highest = Arrays.stream(scores).max().orElseThrow();
    double[] p =
        Arrays.stream(scores).map(score -> Math.exp((score - highest) / temperature)).toArray();
    double sum = Arrays.stream(p).sum();
    return new Weights(Arrays.stream(p).map(weight -> weight / sum).toArray());
  }

  /** ln(r / (1 - r)) of a reward in [0, 1], which is first kept 1e-7 off both ends. */
  static double logOdds(double reward) {
    double r = Math.max(CLIP, Math.min(1 - CLIP, reward));
    return Math.log(r / (1 - r));
  }

  int size() {
    return probabilities.length;
  }

  double get(int i) {
    return probabilities[i];
  }

  /** 1 / (p_1^2 + ... + p_n^2), from 1 (one holds all) to n (all equal): Kong et al., 1994. */
  double effectiveSampleSize() {
    return 1 / Arrays.stream(probabilities).map(p -> p * p).sum();
  }

  /** The entropy over that of equal weights, in [0, 1]; 1 for a single one. */
  double normalisedEntropy() {
    if (size() == 1) {
      return 1;
    }
    double entropy = Arrays.stream(probabilities).map(p -> p > 0 ? -p * Math.log(p) : 0).sum();
    return entropy / Math.log(size());
  }
}
