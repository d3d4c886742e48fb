package dev.cairn.engine.metrics;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Two methods on the same problems, compared problem by problem. */
public final class Paired {
  /** So many differences that are not 0 are still tried with all signs: 2^20 cases. */
  private static final int EXACT_UP_TO = 20;

  private static final double ROUNDING = 1e-9;

  private final double[] differences;

  /**
   * A comparison.
   *
   * @param differences the first method's figure minus the second's, one per problem, at least one
   */
  public Paired(double[] differences) {
    if (differences.length == 0 || !Arrays.stream(differences).allMatch(Double::isFinite)) {
      throw new IllegalArgumentException("differences must be numbers, at least one");
    }
    this.differences = differences.clone();
  }

  /** Of two methods' figures in the same order of problems. */
  public static Paired of(double[] first, double[] second) {
    if (first.length != second.length) {
      throw new IllegalArgumentException(
          "both methods must have the same problems but have %d and %d"
              .formatted(first.length, second.length));
    }
    double[] differences = new double[first.length];
    for (int i = 0; i < first.length; i++) {
      differences[i] = first[i] - second[i];
    }
    return new Paired(differences);
  }

  /** The first method's figure minus the second's, one per problem. */
  public double[] differences() {
    return differences.clone();
  }

  /** The mean difference. */
  public double mean() {
    return StandardError.mean(differences);
  }

  /** The standard error of the mean difference. */
  public Figure standardError() {
    return StandardError.ofMean(differences);
  }

  /** The mean difference with its bootstrap interval: both methods' resamples are the same. */
  public Estimate difference(Bootstrap bootstrap) {
    return bootstrap.mean(differences);
  }

  /**
   * The share of resamples in which the first method is not better: a one-sided p-value for its
   * being better (as reported for FoVer, 2025, arXiv 2505.15960).
   */
  public double notBetter(Bootstrap bootstrap) {
    double[] means = bootstrap.means(differences);
    return Arrays.stream(means).filter(mean -> !(mean > 0)).count() / (double) means.length;
  }

  /** The same over given resamples, each of indices of problems, to repeat published p-values. */
  public double notBetter(List<int[]> resamples) {
    long notBetter =
        resamples.stream()
            .filter(drawn -> !(Arrays.stream(drawn).mapToDouble(i -> differences[i]).sum() > 0))
            .count();
    return notBetter / (double) resamples.size();
  }

  /**
   * The two-sided p-value of no difference by flipping signs (Fisher, The Design of Experiments,
   * 1935, section 21): the share of the sign patterns whose mean is at least as far from 0. All
   * patterns are tried for up to 20 differences other than 0, else random ones, of which the given
   * pattern counts as one (Phipson and Smyth, Permutation P-values Should Never Be Zero, 2010).
   *
   * @param flips random patterns, at least 1
   * @param seed of these
   */
  public double signFlip(int flips, long seed) {
    double[] moved = Arrays.stream(differences).filter(each -> each != 0).map(Math::abs).toArray();
    double observed = Math.abs(Arrays.stream(differences).sum()) - ROUNDING;
    if (moved.length <= EXACT_UP_TO) {
      return exact(moved, observed);
    }
    SplittableRandom random = new SplittableRandom(seed);
    long asFar = 1;
    for (int flip = 0; flip < flips; flip++) {
      double sum = 0;
      long signs = 0;
      for (int i = 0; i < moved.length; i++) {
        signs = i % Long.SIZE == 0 ? random.nextLong() : signs >>> 1;
        sum += (signs & 1) == 0 ? moved[i] : -moved[i];
      }
      asFar += Math.abs(sum) >= observed ? 1 : 0;
    }
    return (double) asFar / (flips + 1);
  }

  private static double exact(double[] moved, double observed) {
    int patterns = 1 << moved.length;
    int asFar = 0;
    for (int signs = 0; signs < patterns; signs++) {
      double sum = 0;
      for (int i = 0; i < moved.length; i++) {
        sum += ((signs >>> i) & 1) == 0 ? moved[i] : -moved[i];
      }
      asFar += Math.abs(sum) >= observed ? 1 : 0;
    }
    return (double) asFar / patterns;
  }
}
