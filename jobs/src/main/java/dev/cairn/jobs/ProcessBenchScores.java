package dev.cairn.jobs;

import dev.cairn.engine.metrics.Bootstrap;
import dev.cairn.engine.metrics.Calibration;
import dev.cairn.engine.metrics.Confusion;
import dev.cairn.engine.metrics.Estimate;
import dev.cairn.engine.metrics.Figure;
import dev.cairn.engine.metrics.FirstError;
import dev.cairn.engine.metrics.FirstErrorF1;
import dev.cairn.engine.metrics.ScoredLabels;
import dev.cairn.engine.metrics.ThresholdSearch;
import dev.cairn.engine.metrics.ThresholdSearch.Solution;
import dev.cairn.jobs.ProcessBenchReport.Scores;
import dev.cairn.jobs.ProcessBenchReport.Subset;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleSupplier;

/** The figures of one reward model on one subset. */
final class ProcessBenchScores {
  private final ProcessBenchSettings settings;

  ProcessBenchScores(ProcessBenchSettings settings) {
    this.settings = settings;
  }

  /**
   * Thresholds of one reward model.
   *
   * @param goodStep of the search for the first wrong step
   * @param correctSolution above which a whole solution is called correct
   * @param correctStep above which a step is called correct
   */
  record Thresholds(double goodStep, double correctSolution, double correctStep)
      implements Serializable {}

  /** The thresholds of best F1 on these solutions, all scored. */
  Thresholds thresholds(List<StepScoring> rows) {
    List<Solution> solutions =
        rows.stream().map(row -> new Solution(row.label(), row.scores())).toList();
    return new Thresholds(goodStep(solutions), best(solutions(rows)), best(steps(rows)));
  }

  private static double best(ScoredLabels labels) {
    ScoredLabels.Best best = labels.bestF1();
    if (best == null) {
      throw new IllegalArgumentException(
          "a threshold can only be found where something is correct");
    }
    return best.threshold();
  }

  private double goodStep(List<Solution> solutions) {
    double[] thresholds =
        switch (settings.grid()) {
          case MIDPOINTS -> ThresholdSearch.midpoints(solutions);
          case SCORES -> ThresholdSearch.scores(solutions);
          case THOUSAND -> ThresholdSearch.grid(1_000);
        };
    return new ThresholdSearch(settings.good()).best(solutions, thresholds).threshold();
  }

  /** The figures of a subset. */
  Subset subset(String verifier, String name, List<StepScoring> rows, Thresholds thresholds) {
    FirstErrorF1 score = FirstErrorF1.NONE;
    double[][] problems = new double[rows.size()][];
    for (int i = 0; i < problems.length; i++) {
      StepScoring row = rows.get(i);
      boolean found =
          row.scored()
              && FirstError.predict(row.scores(), thresholds.goodStep(), settings.good())
                  == row.label();
      FirstErrorF1 one = FirstErrorF1.NONE.plus(row.label(), found);
      problems[i] =
          new double[] {one.errors(), one.errorsFound(), one.correct(), one.correctFound()};
      score = score.plus(row.label(), found);
    }
    List<StepScoring> scored = rows.stream().filter(StepScoring::scored).toList();
    return new Subset(
        verifier,
        name,
        score.errors(),
        score.correct(),
        rows.size() - scored.size(),
        score.errorAccuracy(),
        score.correctAccuracy(),
        score.f1(),
        score.f1().defined() ? interval(problems) : null,
        scored.isEmpty() ? null : scores(solutions(scored), thresholds.correctSolution()),
        scored.isEmpty() ? null : scores(steps(scored), thresholds.correctStep()));
  }

  private Estimate interval(double[][] problems) {
    return new Bootstrap(settings.resamples(), settings.seed(), RankJob.CONFIDENCE)
        .ofSums(
            problems,
            sums ->
                new FirstErrorF1((long) sums[0], (long) sums[1], (long) sums[2], (long) sums[3])
                    .f1());
  }

  private static ScoredLabels solutions(List<StepScoring> rows) {
    double[] scores = new double[rows.size()];
    boolean[] correct = new boolean[rows.size()];
    for (int i = 0; i < scores.length; i++) {
      scores[i] = rows.get(i).whole();
      correct[i] = rows.get(i).label() == FirstError.NO_ERROR;
    }
    return new ScoredLabels(scores, correct);
  }

  /** The steps up to the first wrong one: nobody has judged those behind it. */
  private static ScoredLabels steps(List<StepScoring> rows) {
    List<Double> scores = new ArrayList<>();
    List<Boolean> correct = new ArrayList<>();
    for (StepScoring row : rows) {
      boolean whole = row.label() == FirstError.NO_ERROR;
      for (int step = 0; step < row.scores().size() && (whole || step <= row.label()); step++) {
        scores.add(row.scores().get(step));
        correct.add(whole || step < row.label());
      }
    }
    boolean[] labels = new boolean[correct.size()];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = correct.get(i);
    }
    return new ScoredLabels(scores.stream().mapToDouble(Double::doubleValue).toArray(), labels);
  }

  private Scores scores(ScoredLabels labels, double threshold) {
    Confusion confusion = labels.above(threshold);
    double[] scores = labels.scores();
    boolean probabilities = Arrays.stream(scores).allMatch(score -> score >= 0 && score <= 1);
    return new Scores(
        scores.length,
        labels.baseRate(),
        labels.auroc(),
        labels.averagePrecision(),
        labels.negated().averagePrecision(),
        threshold,
        confusion.accuracy(),
        confusion.precision(),
        confusion.recall(),
        confusion.f1(),
        calibrated(
            probabilities, () -> Calibration.equalWidth(labels, settings.bins()).expectedError()),
        calibrated(
            probabilities, () -> Calibration.equalMass(labels, settings.bins()).expectedError()),
        calibrated(
            probabilities, () -> Calibration.equalWidth(labels, settings.bins()).maximumError()),
        calibrated(probabilities, () -> Calibration.brier(labels)));
  }

  private static Figure calibrated(boolean probabilities, DoubleSupplier figure) {
    return probabilities
        ? Figure.of(figure.getAsDouble())
        : Figure.none("not all scores are in [0, 1]");
  }
}
