package dev.cairn.jobs.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.cairn.engine.run.WorkItem;
import dev.cairn.jobs.FinishedRun;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** The main job on a real cluster of which parts are killed while it runs. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("slow")
class SearchOnClusterIT {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private static final String JAVA_OPTIONS = "spark.driver.extraJavaOptions";

  private Path directory;
  private SlowSearch search;
  private StandaloneCluster cluster;

  @BeforeAll
  void start(@TempDir(cleanup = CleanupMode.ON_SUCCESS) Path temporary) throws IOException {
    directory = temporary;
    search = SlowSearch.start(directory);
    cluster = StandaloneCluster.start(Files.createDirectory(directory.resolve("logs")), 2);
  }

  @AfterAll
  void stop() {
    cluster.close();
    search.close();
  }

  private Submission submit(FinishedRun run, String... sparkArguments) {
    return cluster.submit(
        List.of(sparkArguments),
        List.of("search", search.file().toString(), "--out", run.root().toUri().toString()));
  }

  @Test
  void losesNothingAndDoublesNothingWhenAnExecutorIsKilled()
      throws IOException, InterruptedException {
    FinishedRun run = new FinishedRun(directory.resolve("executor-killed"));
    Submission submission = submit(run);
    SlowSearch.awaitTheMiddle(run, submission);

    cluster.kill9(cluster.executorPids().get(0));

    assertThat(submission.exitCode(PATIENCE)).as(submission.err()).isZero();
    assertThat(submission.err()).contains("ExecutorLostFailure");
    search.assertDoneOnce(run);
  }

  @Test
  void doesOnlyWhatIsMissingAfterItsDriverWasKilled() throws IOException, InterruptedException {
    FinishedRun run = new FinishedRun(directory.resolve("driver-killed"));
    Submission killed = submit(run);
    SlowSearch.awaitTheMiddle(run, killed);

    cluster.kill9(killed.process().pid());
    await().atMost(PATIENCE).until(() -> cluster.executorPids().isEmpty());
    Set<WorkItem> kept = new HashSet<>(FinishedRun.items(run.outcomes()));
    search.fleet().reset();
    Submission again = submit(run);

    assertThat(again.exitCode(PATIENCE)).as(again.err()).isZero();
    search.assertAskedOnlyForTheRest(run, kept);
    search.assertDoneOnce(run);
  }

  @Test
  void letsOneOfTwoWorkThatAreSubmittedAtOnceForOneRun() throws IOException, InterruptedException {
    FinishedRun run = new FinishedRun(directory.resolve("submitted-twice"));
    Submission one = submit(run);
    Submission other = submit(run);

    boolean first = one.exitCode(PATIENCE) == 0;
    Submission worked = first ? one : other;
    Submission refused = first ? other : one;

    assertThat(worked.exitCode(PATIENCE)).as(worked.err()).isZero();
    assertThat(refused.exitCode(PATIENCE)).as(refused.err()).isEqualTo(2);
    assertThat(refused.err())
        .containsPattern(
            "cairn: \\S+submitted-twice\\S*: process %d on \\S+ \\(application app-\\S+, user \\S+\\) since \\S+ works on this run"
                .formatted(worked.process().pid()));
    search.assertDoneOnce(run);
  }

  @Test
  void runsTwoSweepsOfOneNameBesideEachOther() throws IOException, InterruptedException {
    FinishedRun one = new FinishedRun(directory.resolve("sweeps").resolve("one"));
    FinishedRun other = new FinishedRun(directory.resolve("sweeps").resolve("other"));
    Submission sweep = sweep(one);
    Submission beside = sweep(other);

    await().atMost(PATIENCE).until(() -> !one.segments().isEmpty() && !other.segments().isEmpty());
    assertThat(sweep.process().isAlive() && beside.process().isAlive()).isTrue();

    assertThat(sweep.exitCode(PATIENCE)).as(sweep.err()).isZero();
    assertThat(beside.exitCode(PATIENCE)).as(beside.err()).isZero();
    search.assertDoneOnce(one);
    search.assertDoneOnce(other);
    try (Stream<Path> nights = Files.list(directory.resolve("sweeps").resolve("history"))) {
      assertThat(nights.filter(night -> night.toString().endsWith(".jsonl"))).hasSize(2);
    }
  }

  /** On half of the cluster. */
  private Submission sweep(FinishedRun run) {
    return cluster.submit(
        List.of("--conf", "spark.cores.max=1"),
        List.of(
            "sweep",
            search.file().toString(),
            "--out",
            run.root().toUri().toString(),
            "--baseline",
            "none",
            "--yes"));
  }

  @Test
  void goesOnByItselfWhenTheClusterSupervisesItsDriverAndThatIsKilled()
      throws IOException, InterruptedException {
    FinishedRun run = new FinishedRun(directory.resolve("supervised-driver-killed"));
    Submission submission =
        submit(
            run,
            "--deploy-mode",
            "cluster",
            "--supervise",
            "--conf",
            JAVA_OPTIONS + "=" + conf(JAVA_OPTIONS));
    await().atMost(PATIENCE).until(() -> run.segments().size() >= 4);
    assertThat(run.outcomes()).hasSizeLessThan(SlowSearch.ITEMS);

    cluster.kill9(cluster.driverPids().get(0));

    await().atMost(PATIENCE).until(() -> Files.exists(run.root().resolve("metrics.json")));
    // Executors outlive their driver by moments, in which they may end what the next one does
    // again.
    search.assertSameTables(run);
    assertThat(submission.exitCode(PATIENCE)).isZero();
    await().atMost(PATIENCE).until(() -> cluster.driverPids().isEmpty());
  }

  /** A setting of the example for standalone clusters. */
  private static String conf(String key) throws IOException {
    Properties settings = new Properties();
    try (Reader file = Files.newBufferedReader(Path.of("..", "conf", "spark", "standalone.conf"))) {
      settings.load(file);
    }
    return settings.getProperty(key);
  }

  @Test
  void repeatsAMistakeInASupervisedDriverUntilThatIsEnded() throws InterruptedException {
    Submission mistake =
        cluster.submit(List.of("--deploy-mode", "cluster", "--supervise"), List.of("serach"));

    assertThat(mistake.exitCode(PATIENCE)).as(mistake.err()).isZero();
    String driver =
        await().atMost(PATIENCE).until(this::repeated, Optional::isPresent).orElseThrow();
    assertThat(cluster.endDriver(driver).exitCode(PATIENCE)).isZero();
    await().atMost(PATIENCE).until(() -> cluster.driverPids().isEmpty());
  }

  /** The driver that has told of the mistake twice. */
  private Optional<String> repeated() {
    return cluster.driverLogs().entrySet().stream()
        .filter(log -> log.getValue().split("Unmatched argument", -1).length > 2)
        .map(Map.Entry::getKey)
        .findFirst();
  }
}
