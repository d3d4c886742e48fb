package dev.cairn.jobs;

import dev.cairn.engine.metrics.Estimate;
import dev.cairn.engine.metrics.Figure;
import java.io.Serializable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How well reward models find the first wrong step.
 *
 * @param verifiers each reward model, by name
 * @param badRows rows of the input that were set aside
 * @param settings as in the call
 */
public record ProcessBenchReport(
    List<Verifier> verifiers, long badRows, ProcessBenchSettings settings) {
  /**
   * A reward model.
   *
   * @param name empty for the only one
   * @param threshold of a good step
   * @param foundOn the subset on which the threshold was found; null for one that was given
   * @param subsets by name
   * @param averageF1 the plain mean of their F1, sizes not counting
   */
  public record Verifier(
      String name,
      double threshold,
      @Nullable String foundOn,
      List<Subset> subsets,
      Figure averageF1) {}

  /**
   * A subset.
   *
   * @param verifier the reward model
   * @param name of the subset
   * @param errors solutions with a wrong step
   * @param correct solutions without
   * @param missing of both, those without scores, which count as wrong
   * @param errorAccuracy share of the former whose first wrong step was found
   * @param correctAccuracy share of the latter in which none was found
   * @param f1 the harmonic mean of both
   * @param interval of F1; null where that is undefined
   * @param solutions scores of whole solutions against their being correct
   * @param steps scores of steps against their being correct, up to the first wrong one; undefined
   *     behind it
   */
  public record Subset(
      String verifier,
      String name,
      long errors,
      long correct,
      long missing,
      Figure errorAccuracy,
      Figure correctAccuracy,
      Figure f1,
      @Nullable Estimate interval,
      @Nullable Scores solutions,
      @Nullable Scores steps)
      implements Serializable {}

  /**
   * Scores against labels; correct is positive.
   *
   * @param n number of scores
   * @param baseRate share of positives
   * @param auroc area under the ROC curve
   * @param averagePrecision of the positives
   * @param errorAveragePrecision of the negatives, lowest scores first
   * @param threshold above which a score is called positive: the one that was given, or the one of
   *     best F1 on the subset on which thresholds are found
   * @param accuracy at that threshold
   * @param precision likewise
   * @param recall likewise
   * @param f1 likewise
   * @param expectedCalibrationError with bins of equal width
   * @param equalMassCalibrationError with bins of equally many scores
   * @param maximumCalibrationError with bins of equal width
   * @param brier mean squared error
   */
  public record Scores(
      long n,
      double baseRate,
      Figure auroc,
      Figure averagePrecision,
      Figure errorAveragePrecision,
      double threshold,
      Figure accuracy,
      Figure precision,
      Figure recall,
      Figure f1,
      Figure expectedCalibrationError,
      Figure equalMassCalibrationError,
      Figure maximumCalibrationError,
      Figure brier)
      implements Serializable {}
}
