package dev.cairn.jobs;

import dev.cairn.engine.metrics.Estimate;
import dev.cairn.engine.metrics.Figure;
import dev.cairn.jobs.RunMetrics.Comparison;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the report of a run says, whatever it is written as. Model output is in it only as far as
 * failures quote it; the trees are apart, in {@link TreeArchive}.
 *
 * @param basis what the figures rest on
 * @param metrics of the run, as metrics.json holds them
 * @param costs of each experiment, in the order of the spec
 * @param frontiers by measure the experiments that no other one beats at equal or less cost, from
 *     the cheapest up
 * @param curves accuracy over the number of candidates, by votes that look at rewards
 * @param reliability of each experiment with a reward model
 * @param difficulty accuracy by how hard the problems are
 * @param servers what each server was asked for; empty if the run has no such table
 * @param causes of failed searches
 * @param baseline null if there is none
 * @param nights what the history says of the sweeps of this name, the oldest first; empty if there
 *     is none
 * @param processBench results of reward models, as given
 */
public record Report(
    Basis basis,
    RunMetrics metrics,
    List<Cost> costs,
    Map<Measure, List<String>> frontiers,
    List<VoteCurve> curves,
    List<Reliability> reliability,
    List<Difficulty> difficulty,
    List<Server> servers,
    List<Cause> causes,
    @Nullable Baseline baseline,
    List<Night> nights,
    List<ProcessBenchReport> processBench) {

  /** What a search may cost. */
  public enum Measure {
    /** Tokens that the policy wrote, pruned branches included. */
    TOKENS,
    /** Floating-point operations of both models: 2 N per token, see {@code Compute}. */
    FLOPS,
    /** By the prices given. */
    MONEY,
    /** From a search's start to its end, as it was spread. */
    SECONDS
  }

  /**
   * What the figures rest on.
   *
   * @param directory of the run
   * @param data paths of the problem sets, after their names if they have any
   * @param versions the second line of run.yaml: cairn, Spark, Java
   * @param spec the whole of run.yaml, which holds no secret
   * @param currency of money
   */
  public record Basis(
      String directory, List<String> data, String versions, String spec, String currency) {}

  /**
   * A mean, or why there is none.
   *
   * @param estimate null if undefined
   * @param missing why; null with an estimate
   */
  public record Amount(@Nullable Estimate estimate, @Nullable String missing) {
    static Amount of(Estimate estimate) {
      return new Amount(estimate, null);
    }

    static Amount none(String missing) {
      return new Amount(null, missing);
    }
  }

  /**
   * What a search of an experiment costs in the mean over problems.
   *
   * @param experiment its name
   * @param amounts by measure, per search
   */
  public record Cost(String experiment, Map<Measure, Amount> amounts) {}

  /**
   * The accuracy of a vote on k of the candidates, drawn at random.
   *
   * @param experiment its name
   * @param vote its name
   * @param points for k = 1, 2, 4 and so on up to the smallest pool
   */
  public record VoteCurve(String experiment, String vote, List<At> points)
      implements Serializable {}

  /** A point of a curve: the number of candidates and the accuracy. */
  public record At(int k, Estimate estimate) implements Serializable {}

  /**
   * Whether a reward is the probability of being right that it looks like, over the candidates of
   * all searches.
   *
   * @param experiment its name
   * @param aggregation that makes one number of a candidate's step rewards
   * @param candidates with a reward
   * @param expectedCalibrationError over these bins; undefined without a candidate, or for rewards
   *     outside [0, 1]
   * @param bins of equal width, those without a candidate left out
   */
  public record Reliability(
      String experiment,
      String aggregation,
      long candidates,
      Figure expectedCalibrationError,
      List<Bin> bins)
      implements Serializable {}

  /**
   * Candidates of similar reward.
   *
   * @param count of these
   * @param reward their mean
   * @param right share of right ones, with an interval by a bootstrap over problems
   */
  public record Bin(long count, double reward, Estimate right) implements Serializable {}

  /**
   * Problems of similar difficulty: the share of right candidates, a mean over all searches of all
   * experiments; a search without candidates has none.
   *
   * @param label such as none right, or up to 25 %
   * @param problems of these
   * @param accuracy of each experiment on them; without those that had none of them
   */
  public record Difficulty(String label, long problems, Map<String, Estimate> accuracy) {}

  /**
   * What a server was asked for in the whole run.
   *
   * @param role policy, policies.NAME, or the name of a reward model
   * @param generatedTokens that it wrote
   * @param promptTokens that it read, cached ones included
   * @param latencyP50 seconds from sending to the answer
   * @param money by the prices given
   */
  public record Server(
      String role,
      String endpoint,
      long calls,
      long retries,
      long failures,
      long promptTokens,
      long cachedTokens,
      long generatedTokens,
      double latencyP50,
      double latencyP99,
      Figure money) {}

  /**
   * Failed searches of one kind.
   *
   * @param failure its kind
   * @param searches that failed so
   * @param example the message of one
   */
  public record Cause(String experiment, String failure, long searches, String example) {}

  /**
   * Another run on the same problems.
   *
   * @param run its name
   * @param directory of it
   * @param seed of it
   * @param simulated whether the embedded fleet answered
   * @param comparisons this run's experiment - the baseline's of the same name, corrected by Holm
   *     for their number
   * @param onlyHere experiments that the baseline does not have
   * @param onlyThere experiments that this run does not have
   */
  public record Baseline(
      String run,
      String directory,
      long seed,
      boolean simulated,
      List<Comparison> comparisons,
      List<String> onlyHere,
      List<String> onlyThere) {}

  /**
   * An experiment of one sweep, as the history holds it.
   *
   * @param time of its end, ISO 8601, UTC
   * @param directory of its run
   * @param experiment its name
   * @param problems that it was tried on
   * @param generatedTokens a search
   * @param baseline the run that it was compared with; null if with none
   * @param difference from that run; null without a baseline, or if that did not have the
   *     experiment
   * @param pHolm of the difference, corrected; null likewise
   * @param regression whether it was worse; null likewise
   */
  public record Night(
      String time,
      String directory,
      String experiment,
      long problems,
      double accuracy,
      double low,
      double high,
      double generatedTokens,
      @Nullable String baseline,
      @Nullable Double difference,
      @Nullable Double pHolm,
      @Nullable Boolean regression) {}
}
