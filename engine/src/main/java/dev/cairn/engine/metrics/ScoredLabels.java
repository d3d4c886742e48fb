package dev.cairn.engine.metrics;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Scores with the truth they should tell, pooled over steps or one per solution: how well they rank
 * and how well they are calibrated.
 */
public final class ScoredLabels {
  private static final String ONE_CLASS = "all labels are alike";

  private final double[] scores;
  private final boolean[] positive;

  /**
   * Scores and labels.
   *
   * @param scores finite, at least one; larger means more likely positive
   * @param positive the truth, one per score
   */
  public ScoredLabels(double[] scores, boolean[] positive) {
    if (scores.length != positive.length || scores.length == 0) {
      throw new IllegalArgumentException(
          "scores and labels must be as many, at least one, but were %d and %d"
              .formatted(scores.length, positive.length));
    }
    if (!Arrays.stream(scores).allMatch(Double::isFinite)) {
      throw new IllegalArgumentException("scores must be finite numbers");
    }
    this.scores = scores.clone();
    this.positive = positive.clone();
  }

  /** The scores. */
  public double[] scores() {
    return scores.clone();
  }

  /** The truth, one per score. */
  public boolean[] positive() {
    return positive.clone();
  }

  /** The same truth told the other way: errors as positives, for metrics of rare errors. */
  public ScoredLabels negated() {
    double[] negated = Arrays.stream(scores).map(score -> -score).toArray();
    boolean[] negative = new boolean[positive.length];
    for (int i = 0; i < positive.length; i++) {
      negative[i] = !positive[i];
    }
    return new ScoredLabels(negated, negative);
  }

  /** The share of positives. */
  public double baseRate() {
    return (double) positives() / scores.length;
  }

  /** What calling positive every score above a threshold gets right. */
  public Confusion above(double threshold) {
    Confusion confusion = Confusion.NONE;
    for (int i = 0; i < scores.length; i++) {
      confusion = confusion.plus(Confusion.of(positive[i], scores[i] > threshold));
    }
    return confusion;
  }

  /**
   * A threshold with what calling positive every score above it gets right.
   *
   * @param threshold one of the scores
   * @param confusion at it
   */
  public record Best(double threshold, Confusion confusion) {}

  /**
   * The lowest of the scores above which F1 is best; not to be reported for these very scores, but
   * applied to others. Null if nothing is positive.
   */
  public @Nullable Best bestF1() {
    int[] order = ascending();
    long positives = positives();
    long negatives = order.length - positives;
    Best best = null;
    long right = 0;
    for (int start = 0; start < order.length && positives > 0; ) {
      int end = endOfTies(order, start);
      for (int i = start; i < end; i++) {
        right += positive[order[i]] ? 1 : 0;
      }
      Confusion confusion =
          new Confusion(positives - right, negatives - (end - right), right, end - right);
      if (best == null || confusion.f1().get() > best.confusion().f1().get()) {
        best = new Best(scores[order[start]], confusion);
      }
      start = end;
    }
    return best;
  }

  /**
   * The area under the ROC curve: the chance that a positive has a higher score than a negative,
   * ties counting half (Mann and Whitney, Annals of Mathematical Statistics 18, 1947).
   */
  public Figure auroc() {
    long positives = positives();
    long negatives = scores.length - positives;
    if (positives == 0 || negatives == 0) {
      return Figure.none(ONE_CLASS);
    }
    double wins = 0;
    long below = 0;
    int[] order = ascending();
    for (int start = 0; start < order.length; ) {
      int end = endOfTies(order, start);
      long right = 0;
      for (int i = start; i < end; i++) {
        right += positive[order[i]] ? 1 : 0;
      }
      long wrong = end - start - right;
      wins += right * (below + 0.5 * wrong);
      below += wrong;
      start = end;
    }
    return Figure.of(wins / positives / negatives);
  }

  /**
   * Average precision: the sum over the distinct scores from the highest down of (R_n - R_(n-1))
   * P_n, without interpolation (as scikit-learn has it).
   */
  public Figure averagePrecision() {
    long positives = positives();
    if (positives == 0) {
      return Figure.none("no label is positive");
    }
    int[] order = ascending();
    double sum = 0;
    long called = 0;
    long found = 0;
    for (int end = order.length; end > 0; ) {
      int start = end;
      long right = 0;
      while (start > 0 && scores[order[start - 1]] == scores[order[end - 1]]) {
        right += positive[order[--start]] ? 1 : 0;
      }
      called += end - start;
      found += right;
      sum += (double) right / positives * found / called;
      end = start;
    }
    return Figure.of(sum);
  }

  private long positives() {
    long count = 0;
    for (boolean each : positive) {
      count += each ? 1 : 0;
    }
    return count;
  }

  private int endOfTies(int[] order, int start) {
    int end = start + 1;
    while (end < order.length && scores[order[end]] == scores[order[start]]) {
      end++;
    }
    return end;
  }

  /** The indices from the lowest score up; of several alike in their order. */
  int[] ascending() {
    Integer[] order = new Integer[scores.length];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, (i, j) -> Double.compare(scores[i] + 0.0, scores[j] + 0.0));
    return Arrays.stream(order).mapToInt(i -> i).toArray();
  }
}
