package dev.cairn.jobs;

import dev.cairn.engine.metrics.Estimate;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Every metric of a run, as metrics.json holds it.
 *
 * @param run its name
 * @param workers who answered: the notice of the simulated world, or the URLs
 * @param simulated whether the embedded fleet answered
 * @param seed of the run
 * @param items work items
 * @param failed of these
 * @param seconds that the last submission searched, by the driver's clock
 * @param experiments in the order of the spec
 * @param definitions what each metric is
 */
public record RunMetrics(
    String run,
    String workers,
    boolean simulated,
    long seed,
    long items,
    long failed,
    double seconds,
    List<ExperimentMetrics> experiments,
    Map<String, String> definitions) {

  /**
   * The metrics of one experiment, over all problems of the set: a failed search is a wrong answer.
   *
   * @param name of the experiment
   * @param strategy with its parameters
   * @param reward name of the reward model, or none
   * @param vote the experiment's own
   * @param problems in the set
   * @param repetitions of each
   * @param failed searches
   * @param accuracy by the experiment's own vote
   * @param rankAt1 null without a reward model
   * @param coverage share of problems with a correct candidate
   * @param candidateAccuracy mean over problems of the share of correct candidates; null if no
   *     search has a candidate
   * @param votes accuracy by each vote
   * @param answerRules share of the candidates whose answer each rule found; {@code none} where no
   *     rule did
   * @param perSearch means over searches of the columns of the usage table
   */
  public record ExperimentMetrics(
      String name,
      String strategy,
      String reward,
      String vote,
      long problems,
      int repetitions,
      long failed,
      Estimate accuracy,
      @Nullable Estimate rankAt1,
      Estimate coverage,
      @Nullable Double candidateAccuracy,
      Map<String, Estimate> votes,
      Map<String, Double> answerRules,
      Map<String, Double> perSearch) {}

  /** What each metric is. */
  static final Map<String, String> DEFINITIONS =
      Map.of(
          "accuracy",
          "share of problems whose answer, chosen by the experiment's vote, equals the reference; "
              + "failed searches count as wrong; with repetitions the mean of the problems' means",
          "rankAt1",
          "accuracy of the candidate of highest reward, step rewards aggregated as the reward"
              + " model's spec says; ties go to the first",
          "coverage",
          "share of problems with at least one correct candidate",
          "candidateAccuracy",
          "mean over problems of the share of correct candidates",
          "interval",
          "95 % confidence over problems; the method is named with each figure",
          "perSearch",
          "means over searches; tokens and calls include pruned branches, seconds is the time from"
              + " a search's start to its end");
}
