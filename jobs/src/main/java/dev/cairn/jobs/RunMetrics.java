package dev.cairn.jobs;

import dev.cairn.engine.metrics.Estimate;
import dev.cairn.engine.metrics.Figure;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Every metric of a run, as metrics.json holds it. What is undefined is null, with the reason
 * beside it.
 *
 * @param run its name
 * @param workers who answered: the notice of the simulated world, or the URLs
 * @param simulated whether the embedded fleet answered
 * @param seed of the run, of the bootstraps and of the draws of maj@k
 * @param items work items
 * @param failed of these
 * @param seconds that the last submission searched, by the driver's clock
 * @param calls what was asked of the servers, by role: a policy, or the name of a reward
 * @param experiments in the order of the spec
 * @param comparisons of every two experiments on the same problems; of more than 32, of each with
 *     the first
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
    Map<String, RoleCalls> calls,
    List<ExperimentMetrics> experiments,
    List<Comparison> comparisons,
    Map<String, String> definitions) {

  /**
   * What was asked of the servers of a role, by all submissions.
   *
   * @param calls sent, retries and hedges among them
   * @param retries sent because another attempt had failed
   * @param hedges sent because another server was slow with the same call
   * @param failures that got no usable answer
   * @param replayed whose answer was taken from the call log, each counted once
   * @param promptTokens of answered calls
   * @param cachedTokens of these
   * @param generatedTokens of answered calls
   */
  public record RoleCalls(
      long calls,
      long retries,
      long hedges,
      long failures,
      long replayed,
      long promptTokens,
      long cachedTokens,
      long generatedTokens) {}

  /**
   * The metrics of one experiment, over all problems of the set: a failed search is a wrong answer.
   *
   * @param name of the experiment
   * @param strategy with its parameters
   * @param policy name of the policy; empty for the run's own
   * @param reward name of the reward model, or none
   * @param vote the experiment's own
   * @param problems in the set
   * @param repetitions of each
   * @param failed searches
   * @param accuracy by the experiment's own vote
   * @param rankAt1 null without a reward model
   * @param rankAt1TiesAtRandom null without a reward model
   * @param coverage share of problems with a correct candidate
   * @param candidates number of these, of all searches
   * @param candidateAccuracy mean over problems of the share of correct candidates; null if no
   *     search has a candidate
   * @param selection what the experiment's own vote makes of its pools
   * @param passAtK chance of a right one among k candidates
   * @param majorityAtK accuracy of the majority of k candidates
   * @param votes accuracy by each vote
   * @param rewardQuality how well the reward tells right from wrong candidates
   * @param answerRules share of the candidates whose answer each rule found; {@code none} where no
   *     rule did
   * @param perSearch means over searches of the columns of the usage table
   */
  public record ExperimentMetrics(
      String name,
      String strategy,
      String policy,
      String reward,
      String vote,
      long problems,
      int repetitions,
      long failed,
      Estimate accuracy,
      @Nullable Estimate rankAt1,
      @Nullable Estimate rankAt1TiesAtRandom,
      Estimate coverage,
      long candidates,
      @Nullable Double candidateAccuracy,
      VoteSelection selection,
      List<Point> passAtK,
      List<Point> majorityAtK,
      Map<String, Estimate> votes,
      RewardQuality rewardQuality,
      Map<String, Double> answerRules,
      Map<String, Double> perSearch) {}

  /**
   * A vote between a choice at random and an oracle.
   *
   * @param meanAccuracy of a choice at random; a search without candidates is wrong
   * @param regret coverage - accuracy
   * @param efficiency (accuracy - mean accuracy) / (coverage - mean accuracy)
   * @param accuracyWhereCovered accuracy / coverage
   */
  public record VoteSelection(
      double meanAccuracy, double regret, Figure efficiency, Figure accuracyWhereCovered) {}

  /**
   * A point of a curve over the number of candidates.
   *
   * @param k number of candidates
   * @param estimate null if undefined
   * @param missing why it is undefined; null with an estimate
   */
  public record Point(int k, @Nullable Estimate estimate, @Nullable String missing) {}

  /**
   * Two experiments on the same problems, each by its own vote.
   *
   * @param first the one experiment
   * @param second the other
   * @param difference of the accuracies, first - second, with a paired bootstrap over problems
   * @param onlyFirst problems that only the first solves; null with repetitions
   * @param onlySecond problems that only the second solves; null with repetitions
   * @param test that gives p: McNemar's where every problem is solved or not, else sign flips
   * @param p two-sided
   * @param pHolm the same, corrected for the number of comparisons
   */
  public record Comparison(
      String first,
      String second,
      Estimate difference,
      @Nullable Integer onlyFirst,
      @Nullable Integer onlySecond,
      String test,
      double p,
      double pHolm) {}

  /** What each metric is. */
  static final Map<String, String> DEFINITIONS =
      Map.ofEntries(
          Map.entry(
              "accuracy",
              "share of problems whose answer, chosen by the experiment's vote, equals the"
                  + " reference; failed searches count as wrong; with repetitions the mean of the"
                  + " problems' means"),
          Map.entry(
              "rankAt1",
              "accuracy of the candidate of highest reward, step rewards aggregated as the reward"
                  + " model's spec says; ties go to the first"),
          Map.entry("rankAt1TiesAtRandom", "its expectation if ties are broken at random"),
          Map.entry("coverage", "share of problems with at least one correct candidate"),
          Map.entry("candidateAccuracy", "mean over problems of the share of correct candidates"),
          Map.entry(
              "selection",
              "regret: coverage - accuracy; efficiency: (accuracy - mean accuracy) / (coverage -"
                  + " mean accuracy), where the mean accuracy is that of a choice at random"),
          Map.entry(
              "passAtK",
              "mean over problems of 1 - C(n-c,k)/C(n,k), with n candidates of which c are"
                  + " correct; searches without candidates count 0"),
          Map.entry(
              "majorityAtK",
              "mean over problems of the share of random k-subsets of the candidates whose majority"
                  + " answer is correct; exact for k = 1 and k = n, else over "
                  + PoolValues.TRIALS
                  + " draws from the run's seed"),
          Map.entry(
              "rewardQuality",
              "auroc: chance that a correct candidate has a higher aggregated reward than a wrong"
                  + " one, ties counting half; brier: mean of (reward - correctness)^2; both pooled"
                  + " over the candidates of all searches, by MLlib"),
          Map.entry(
              "answerRules", "share of all candidates whose answer each rule of extraction found"),
          Map.entry(
              "comparisons",
              "of every two experiments on the same problems, beyond 32 of each with the first:"
                  + " difference of accuracies with a paired bootstrap over problems; p two-sided; pHolm"
                  + " corrected for all comparisons of the run by Holm's method"),
          Map.entry(
              "calls",
              "by role, of all submissions: calls sent to servers, of these retries, hedges and"
                  + " failures, the tokens of the answered ones, and calls that the call log"
                  + " answered again (replayed); without what an executor that died had not"
                  + " written"),
          Map.entry(
              "interval",
              "95 % confidence over problems: Wilson's where every problem is solved or not, else a"
                  + " bootstrap of whole problems; the method is named with each figure"),
          Map.entry(
              "perSearch",
              "means over searches; tokens and calls include pruned branches, seconds is the time"
                  + " from a search's start to its end"));
}
