package dev.cairn.engine.metrics;

import java.io.Serializable;

/**
 * Counts of a yes-or-no judgement. What the positive class is, the caller says: for step rewards
 * usually the correct step.
 *
 * @param truePositives positives called positive
 * @param falsePositives negatives called positive
 * @param falseNegatives positives called negative
 * @param trueNegatives negatives called negative
 */
public record Confusion(
    long truePositives, long falsePositives, long falseNegatives, long trueNegatives)
    implements Serializable {
  /** Nothing judged yet. */
  public static final Confusion NONE = new Confusion(0, 0, 0, 0);

  /** One judgement. */
  public static Confusion of(boolean positive, boolean called) {
    return new Confusion(
        positive && called ? 1 : 0,
        !positive && called ? 1 : 0,
        positive && !called ? 1 : 0,
        !positive && !called ? 1 : 0);
  }

  /** The sum of both. */
  public Confusion plus(Confusion other) {
    return new Confusion(
        truePositives + other.truePositives,
        falsePositives + other.falsePositives,
        falseNegatives + other.falseNegatives,
        trueNegatives + other.trueNegatives);
  }

  /** The same with the classes exchanged: precision, recall and F1 of the negatives. */
  public Confusion negatives() {
    return new Confusion(
        /* truePositives= */ trueNegatives,
        /* falsePositives= */ falseNegatives,
        /* falseNegatives= */ falsePositives,
        /* trueNegatives= */ truePositives);
  }

  public long total() {
    return truePositives + falsePositives + falseNegatives + trueNegatives;
  }

  /** (TP + TN) / all. */
  public Figure accuracy() {
    return Figure.share(truePositives + trueNegatives, total(), "nothing was judged");
  }

  /** TP / (TP + FP). */
  public Figure precision() {
    return Figure.share(
        truePositives, truePositives + falsePositives, "nothing was called positive");
  }

  /** TP / (TP + FN). */
  public Figure recall() {
    return Figure.share(truePositives, truePositives + falseNegatives, "nothing is positive");
  }

  /** 2 TP / (2 TP + FP + FN), the harmonic mean of precision and recall, 0 where both are 0. */
  public Figure f1() {
    return truePositives + falseNegatives == 0
        ? Figure.none("nothing is positive")
        : Figure.of(2.0 * truePositives / (2 * truePositives + falsePositives + falseNegatives));
  }
}
