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
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** The main job on a real cluster of which parts are killed while it runs. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SearchOnClusterIT {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int ITEMS = 24;
  private static final String SPEC =
      """
      name: cluster
      seed: 1
      data: {path: %s, limit: 12}
      policy: {worker: {urls: %s}}
      rewards:
        prm: {type: qwen-prm, worker: {urls: %s}}
      experiments:
        - {name: best-of-4, strategy: {type: best-of-n, n: 4}, reward: prm, vote: best-reward}
        - {name: beam-4x2, strategy: {type: beam-search, beams: 4, branching: 2}, reward: prm, vote: best-reward}
      limits: {searches-in-flight: 1}
      execution: {segment-records: 2, segment-seconds: 1, partitions: 4, call-log: {keep: never}}
      """;

  private Path directory;
  private Path file;
  private SimulatedFleet fleet;
  private StandaloneCluster cluster;
  private FinishedRun reference;

  @BeforeAll
  void start(@TempDir(cleanup = CleanupMode.ON_SUCCESS) Path temporary) throws IOException {
    directory = temporary;
    reference = new FinishedRun(directory.resolve("reference"));
    runTheReference();
    fleet = fleet(Latency.REALISTIC.scaled(8));
    file = directory.resolve("cluster.yaml");
    Files.writeString(file, yaml(fleet));
    cluster = StandaloneCluster.start(Files.createDirectory(directory.resolve("logs")), 2);
  }

  @AfterAll
  void stop() {
    cluster.close();
    fleet.close();
  }

  private static SimulatedFleet fleet(Latency latency) {
    return SimulatedFleet.start(
        new ArithmeticWorld(ArithmeticSettings.DEFAULT), FleetSettings.loopback(1, 1, latency));
  }

  private static String yaml(SimulatedFleet workers) {
    Path set = Path.of("..", "datasets", "arithmetic-200.jsonl").toAbsolutePath().normalize();
    return SPEC.formatted(set, workers.policyUrls(), workers.rewardUrls());
  }

  /** The same run, undisturbed, in this JVM with workers that answer at once. */
  private void runTheReference() {
    try (SimulatedFleet swift = fleet(Latency.NONE);
        SparkSession spark = LocalSpark.session()) {
      RunSpec spec = SpecReader.read("cluster.yaml", yaml(swift), List.of());
      RunSpec resolved = Probe.resolve(spec, Probe.all(spec, System::getenv));
      org.apache.hadoop.fs.Path root = new org.apache.hadoop.fs.Path(reference.root().toString());
      new SearchJob(spark, resolved, new RunDirectory(root)).run(ProgressListener.NONE);
    }
  }

  private Submission search(FinishedRun run) {
    return cluster.submit(
        List.of(), List.of("search", file.toString(), "--out", run.root().toUri().toString()));
  }

  private static void awaitSegments(FinishedRun run, Submission submission) {
    await()
        .atMost(PATIENCE)
        .failFast("the driver must run", () -> !submission.process().isAlive())
        .until(() -> run.segments().size() >= 4);
    assertThat(run.outcomes()).hasSizeLessThan(ITEMS);
  }

  private void assertSameAsReference(FinishedRun run) {
    try (SparkSession spark = LocalSpark.session()) {
      run.assertSameTables(spark, reference);
    }
  }

  @Test
  void losesNothingAndDoublesNothingWhenAnExecutorIsKilled() throws InterruptedException {
    FinishedRun run = new FinishedRun(directory.resolve("executor-killed"));
    Submission submission = search(run);
    awaitSegments(run, submission);

    cluster.kill9(cluster.executorPids().get(0));

    assertThat(submission.exitCode(PATIENCE)).as(submission.err()).isZero();
    assertThat(submission.err()).contains("ExecutorLostFailure");
    assertThat(FinishedRun.items(run.outcomes())).hasSize(ITEMS).doesNotHaveDuplicates();
    assertSameAsReference(run);
  }

  @Test
  void doesOnlyWhatIsMissingAfterItsDriverWasKilled() throws InterruptedException {
    FinishedRun run = new FinishedRun(directory.resolve("driver-killed"));
    Submission killed = search(run);
    awaitSegments(run, killed);

    cluster.kill9(killed.process().pid());
    await().atMost(PATIENCE).until(() -> cluster.executorPids().isEmpty());
    Set<WorkItem> kept = new HashSet<>(FinishedRun.items(run.outcomes()));
    fleet.reset();
    Submission again = search(run);

    assertThat(again.exitCode(PATIENCE)).as(again.err()).isZero();
    assertThat(kept).hasSizeBetween(1, ITEMS - 1);
    assertThat(FinishedRun.items(run.outcomes())).hasSize(ITEMS).doesNotHaveDuplicates();
    Usage rest =
        run.outcomes().stream()
            .filter(outcome -> !kept.contains(outcome.item()))
            .map(StoredOutcome::usage)
            .reduce(Usage.NONE, Usage::plus);
    assertThat(fleet.stats().sequences()).isEqualTo(rest.samples());
    assertThat(fleet.stats().generatedTokens()).isEqualTo(rest.generatedTokens());
    assertThat(fleet.stats().rewardCalls()).isEqualTo(rest.rewardCalls());
    assertSameAsReference(run);
  }
}
