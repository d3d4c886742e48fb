package dev.cairn.jobs;

import dev.cairn.engine.config.RunSpec;
import dev.cairn.engine.config.RunSpec.DataSpec;
import dev.cairn.engine.config.RunSpec.Experiment;
import dev.cairn.engine.run.CostEstimate;
import dev.cairn.engine.run.Usage;
import dev.cairn.jobs.io.ProblemSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.jspecify.annotations.Nullable;

/**
 * What a run is expected to cost, if all solutions were of one size and nothing were cached.
 *
 * @param problems in all sets together
 * @param searches in all
 * @param experiments what each asks for, in all its searches
 * @param paid what is asked for in all, that which several experiments ask alike once
 * @param cost of this, in the spec's money; null without prices
 * @param currency of the cost
 * @param seconds that the policy servers write for, those of all policies at once
 */
public record RunEstimate(
    int problems,
    long searches,
    Map<String, Usage> experiments,
    Usage paid,
    @Nullable Double cost,
    String currency,
    double seconds) {

  /**
   * Estimates a run. Reads its problem sets.
   *
   * @param solution how large solutions are
   * @param tokensPerSecond that a policy server writes
   */
  public static RunEstimate of(
      RunSpec spec, Configuration hadoop, CostEstimate solution, double tokensPerSecond) {
    Map<DataSpec, Integer> sizes = new HashMap<>();
    Map<String, Usage> experiments = new LinkedHashMap<>();
    Set<String> payers = Payers.of(spec).keySet();
    Map<String, Long> written = new HashMap<>();
    Usage paid = Usage.NONE;
    double cost = 0;
    long searches = 0;
    for (Experiment each : spec.experiments()) {
      int problems =
          sizes.computeIfAbsent(spec.dataOf(each), data -> ProblemSet.read(hadoop, data).size());
      long own = (long) problems * spec.repetitions();
      boolean rewarded = !each.reward().equals(RunSpec.NO_REWARD);
      Usage usage =
          solution.of(each.strategy(), rewarded, spec.limits(), each.budget().own()).times(own);
      experiments.put(each.name(), usage);
      searches += own;
      if (payers.contains(each.name())) {
        paid = paid.plus(usage);
        cost += spec.prices().of(usage, each.policy(), each.reward());
        written.merge(each.policyRole(), usage.generatedTokens(), Long::sum);
      }
    }
    return new RunEstimate(
        sizes.values().stream().mapToInt(Integer::intValue).sum(),
        searches,
        experiments,
        paid,
        spec.prices().given() ? cost : null,
        spec.prices().currency(),
        slowest(spec, written) / tokensPerSecond);
  }

  /** The most tokens that one server writes, where the servers of each policy share its work. */
  private static double slowest(RunSpec spec, Map<String, Long> written) {
    return spec.policyRoles().entrySet().stream()
        .mapToDouble(
            policy ->
                written.getOrDefault(policy.getKey(), 0L)
                    / (double) Math.max(1, policy.getValue().worker().urls().size()))
        .max()
        .orElse(0);
  }

  /** Tokens written by policy and reward models, in what is paid for. */
  public long tokensWritten() {
    return paid.generatedTokens() + paid.rewardGeneratedTokens();
  }
}
