package dev.cairn.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.engine.run.Usage;
import dev.cairn.engine.simulate.FleetStats;
import dev.cairn.jobs.RunMetrics.ExperimentMetrics;
import dev.cairn.jobs.io.StoredOutcome;
import java.nio.file.Path;
import java.util.Collection;

/** A small run of several strategies that nothing disturbs, and others of its spec. */
final class SmallRun implements AutoCloseable {
  static final int PROBLEMS = 12;
  static final int ITEMS = 5 * PROBLEMS;

  private static final String SPEC =
      """
      name: small
      seed: 1
      data: {path: ../datasets/arithmetic-200.jsonl, limit: 12}
      policy: {worker: {attempts: 2, retry-base: 1ms, retry-cap: 2ms}}
      rewards:
        prm: {type: qwen-prm, worker: {attempts: 2, retry-base: 1ms, retry-cap: 2ms}}
      experiments:
        - {name: greedy, strategy: greedy, reward: prm, vote: best-reward}
        - {name: plain-4, strategy: {type: best-of-n, n: 4}, reward: none, vote: majority}
        - {name: best-of-4, strategy: {type: best-of-n, n: 4}, reward: prm, vote: best-reward}
        - {name: beam-4x2, strategy: {type: beam-search, beams: 4, branching: 2}, reward: prm, vote: weighted-majority}
        - {name: mcts-4, strategy: {type: mcts, paths: 4, width: 3}, reward: prm, vote: best-reward}
      execution: {segment-records: 4, partitions: 3}
      simulate:
        world: arithmetic
        fleet: {policy-workers: 2, latency: {time-scale: 0}}
      """;

  private final FleetRuns runs;
  private final FinishedRun reference;
  private final RunMetrics metrics;
  private final FleetStats cost;

  /** Runs it in a directory, in which the others will be too. */
  SmallRun(Path directory) {
    runs = new FleetRuns(SPEC, directory);
    reference = runs.fresh("reference");
    metrics = search(reference);
    cost = runs.fleet().stats();
  }

  /** The spec and its fleet. */
  FleetRuns runs() {
    return runs;
  }

  /** The undisturbed run. */
  FinishedRun reference() {
    return reference;
  }

  /** What the undisturbed run found. */
  RunMetrics metrics() {
    return metrics;
  }

  /** What the undisturbed run asked of the fleet. */
  FleetStats cost() {
    return cost;
  }

  /** What the fleet was asked since it was reset. */
  FleetStats asked() {
    return runs.fleet().stats();
  }

  /** Begins a run or goes on with it. */
  RunMetrics search(FinishedRun run, String... sets) {
    return FleetRuns.job(runs.resolved(sets), run).run(ProgressListener.NONE);
  }

  static Usage spent(Collection<StoredOutcome> outcomes) {
    return outcomes.stream().map(StoredOutcome::usage).reduce(Usage.NONE, Usage::plus);
  }

  static void assertSpent(FleetStats stats, Usage usage) {
    assertThat(stats.requests() - stats.rewardCalls()).isEqualTo(usage.policyCalls());
    assertThat(stats.sequences()).isEqualTo(usage.samples());
    assertThat(stats.promptTokens()).isEqualTo(usage.promptTokens());
    assertThat(stats.cachedTokens()).isEqualTo(usage.cachedTokens());
    assertThat(stats.generatedTokens()).isEqualTo(usage.generatedTokens());
    assertThat(stats.rewardCalls()).isEqualTo(usage.rewardCalls());
    assertThat(stats.rewardTexts()).isEqualTo(usage.scored());
    assertThat(stats.rewardTokens()).isEqualTo(usage.rewardTokens());
  }

  static ExperimentMetrics experiment(RunMetrics metrics, String name) {
    return metrics.experiments().stream()
        .filter(experiment -> experiment.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  static void assertSameMetrics(RunMetrics actual, RunMetrics expected) {
    assertThat(actual)
        .usingRecursiveComparison()
        .ignoringFields("seconds", "calls", "experiments.perSearch")
        .isEqualTo(expected);
    for (ExperimentMetrics experiment : expected.experiments()) {
      assertThat(experiment(actual, experiment.name()).perSearch())
          .usingRecursiveComparison()
          .ignoringFields("seconds")
          .isEqualTo(experiment.perSearch());
    }
  }

  @Override
  public void close() {
    runs.close();
  }
}
