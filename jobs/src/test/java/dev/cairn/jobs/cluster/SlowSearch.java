package dev.cairn.jobs.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.cairn.engine.config.Probe;
import dev.cairn.engine.config.RunSpec;
import dev.cairn.engine.config.SpecReader;
import dev.cairn.engine.run.Usage;
import dev.cairn.engine.run.WorkItem;
import dev.cairn.engine.simulate.ArithmeticSettings;
import dev.cairn.engine.simulate.ArithmeticWorld;
import dev.cairn.engine.simulate.FleetSettings;
import dev.cairn.engine.simulate.Latency;
import dev.cairn.engine.simulate.SimulatedFleet;
import dev.cairn.jobs.FinishedRun;
import dev.cairn.jobs.LocalSpark;
import dev.cairn.jobs.ProgressListener;
import dev.cairn.jobs.SearchJob;
import dev.cairn.jobs.io.RunDirectory;
import dev.cairn.jobs.io.StoredOutcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.SparkSession;

/**
 * A spec of two experiments on twelve problems whose workers take their time, so that something can
 * be killed in the middle, and what it leaves where nothing is: for one test class.
 */
final class SlowSearch implements AutoCloseable {
  /** Its work items. */
  static final int ITEMS = 24;

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private static final String SPEC =
      """
      name: cluster
      seed: 1
      data: {path: "%s", limit: 12}
      policy: {worker: {urls: %s}}
      rewards:
        prm: {type: qwen-prm, worker: {urls: %s}}
      experiments:
        - {name: best-of-4, strategy: {type: best-of-n, n: 4}, reward: prm, vote: best-reward}
        - {name: beam-4x2, strategy: {type: beam-search, beams: 4, branching: 2}, reward: prm, vote: best-reward}
      limits: {searches-in-flight: 1}
      execution: {segment-records: 2, segment-seconds: 1, partitions: 4, call-log: {keep: never}}
      """;

  private final SimulatedFleet fleet = fleet(Latency.REALISTIC.scaled(8));
  private final FinishedRun reference;
  private final Path file;

  private SlowSearch(Path directory) throws IOException {
    reference = new FinishedRun(directory.resolve("reference"));
    runTheReference();
    file = directory.resolve("cluster.yaml");
    Files.writeString(file, yaml(fleet));
  }

  /** Runs it undisturbed in this JVM, then starts the slow workers. */
  static SlowSearch start(Path directory) throws IOException {
    return new SlowSearch(directory);
  }

  /** The spec, with the addresses of the slow workers. */
  Path file() {
    return file;
  }

  SimulatedFleet fleet() {
    return fleet;
  }

  /** Waits until some of the run's work items are done and stored, but not all. */
  static void awaitTheMiddle(FinishedRun run, Submission submission) {
    await()
        .atMost(PATIENCE)
        .failFast("the driver must run", () -> !submission.process().isAlive())
        .until(() -> run.segments().size() >= 4);
    assertThat(run.outcomes()).hasSizeLessThan(ITEMS);
  }

  /** Fails unless the run did every work item once and left the tables of the undisturbed run. */
  void assertDoneOnce(FinishedRun run) throws IOException {
    assertThat(FinishedRun.items(run.outcomes())).hasSize(ITEMS).doesNotHaveDuplicates();
    assertSameTables(run);
  }

  /**
   * Fails unless the fleet was asked, since it was reset, for those work items of a finished run
   * that had not been kept, and for nothing else.
   */
  void assertAskedOnlyForTheRest(FinishedRun run, Set<WorkItem> kept) {
    assertThat(kept).hasSizeBetween(1, ITEMS - 1);
    Usage rest =
        run.outcomes().stream()
            .filter(outcome -> !kept.contains(outcome.item()))
            .map(StoredOutcome::usage)
            .reduce(Usage.NONE, Usage::plus);
    assertThat(fleet.stats().sequences()).isEqualTo(rest.samples());
    assertThat(fleet.stats().generatedTokens()).isEqualTo(rest.generatedTokens());
    assertThat(fleet.stats().rewardCalls()).isEqualTo(rest.rewardCalls());
  }

  /** Fails unless the run left the tables of the undisturbed run. */
  void assertSameTables(FinishedRun run) throws IOException {
    try (SparkSession spark = LocalSpark.session()) {
      run.assertSameTables(spark, reference);
    }
  }

  @Override
  public void close() {
    fleet.close();
  }

  private static SimulatedFleet fleet(Latency latency) {
    return SimulatedFleet.start(
        new ArithmeticWorld(ArithmeticSettings.DEFAULT), FleetSettings.loopback(1, 1, latency));
  }

  private static String yaml(SimulatedFleet workers) {
    Path set = Path.of("..", "datasets", "arithmetic-200.jsonl").toAbsolutePath().normalize();
    return SPEC.formatted(set.toUri(), workers.policyUrls(), workers.rewardUrls());
  }

  private void runTheReference() throws IOException {
    try (SimulatedFleet swift = fleet(Latency.NONE);
        SparkSession spark = LocalSpark.session()) {
      RunSpec spec = SpecReader.read("cluster.yaml", yaml(swift), List.of());
      RunSpec resolved = Probe.resolve(spec, Probe.all(spec, System::getenv));
      org.apache.hadoop.fs.Path root = new org.apache.hadoop.fs.Path(reference.root().toString());
      new SearchJob(spark, resolved, new RunDirectory(root)).run(ProgressListener.NONE);
    }
  }
}
