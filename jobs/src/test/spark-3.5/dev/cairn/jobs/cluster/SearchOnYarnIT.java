package dev.cairn.jobs.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.cairn.jobs.FinishedRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FileStatus;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** The main job on YARN with its run directory on HDFS, of which nodes are lost while it runs. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("slow")
class SearchOnYarnIT {
  private static final Duration PATIENCE = Duration.ofMinutes(4);

  private Path directory;
  private SlowSearch search;
  private HadoopCluster cluster;

  @BeforeAll
  void start(@TempDir(cleanup = CleanupMode.ON_SUCCESS) Path temporary) throws IOException {
    directory = temporary;
    search = SlowSearch.start(directory);
    // Three for a run, one for each that is lost.
    cluster = HadoopCluster.start(Files.createDirectory(directory.resolve("hadoop")), 5);
  }

  @AfterAll
  void stop() throws IOException {
    cluster.close();
    search.close();
  }

  private Submission submit(String mode, String run) {
    return cluster.submit(
        List.of("--deploy-mode", mode),
        List.of("search", search.file().toUri().toString(), "--out", run(run).toString()));
  }

  private org.apache.hadoop.fs.Path run(String name) {
    return cluster.path("runs/" + name);
  }

  private void awaitSegments(String run, Submission submission) {
    await()
        .atMost(PATIENCE)
        .failFast("the submission must run", () -> !submission.process().isAlive())
        .until(() -> segments(run) >= 4);
  }

  private long segments(String run) throws IOException {
    org.apache.hadoop.fs.Path outcomes = new org.apache.hadoop.fs.Path(run(run), "outcomes");
    return cluster.files().exists(outcomes)
        ? Stream.of(cluster.files().listStatus(outcomes)).filter(FileStatus::isFile).count()
        : 0;
  }

  private FinishedRun fetched(String run) throws IOException {
    Path local = directory.resolve(run);
    cluster.files().copyToLocalFile(run(run), new org.apache.hadoop.fs.Path(local.toUri()));
    return new FinishedRun(local);
  }

  @Test
  void finishesInClientModeAfterTheNodeOfAnExecutorIsLost()
      throws IOException, InterruptedException {
    Submission submission = submit("client", "executor-lost");
    awaitSegments("executor-lost", submission);

    cluster.loseNodeOfAnExecutor();

    assertThat(submission.exitCode(PATIENCE)).as(submission.err()).isZero();
    assertThat(submission.out()).contains("best-of-4", "beam-4x2");
    assertThat(cluster.files().listStatus(cluster.path("spark-logs"))).isNotEmpty();
    search.assertDoneOnce(fetched("executor-lost"));
  }

  /** Only with {@code -Dcairn.yarn=true}: it takes two minutes more. */
  @Test
  @EnabledIfSystemProperty(named = "cairn.yarn", matches = "true")
  void goesOnInClusterModeWhereTheNodeOfTheDriverIsLost() throws IOException, InterruptedException {
    Submission submission = submit("cluster", "driver-lost");
    awaitSegments("driver-lost", submission);

    cluster.loseNodeOfTheMaster();

    assertThat(submission.exitCode(PATIENCE)).as(submission.err()).isZero();
    // Executors outlive their driver by moments, in which they may end what the next one does
    // again.
    search.assertSameTables(fetched("driver-lost"));
  }

  @Test
  void finishesAfterADataNodeIsLost() throws IOException, InterruptedException {
    Submission submission = submit("client", "data-node-lost");
    awaitSegments("data-node-lost", submission);

    cluster.loseDataNode();

    assertThat(submission.exitCode(PATIENCE)).as(submission.err()).isZero();
    search.assertDoneOnce(fetched("data-node-lost"));
  }

  @Test
  void failsInClusterModeWithTheCommandsExitCodeInTheDiagnostics() throws InterruptedException {
    Submission mistake = cluster.submit(List.of("--deploy-mode", "cluster"), List.of("serach"));

    assertThat(mistake.exitCode(PATIENCE)).isEqualTo(1);
    assertThat(mistake.err()).contains("exitCode: 2");
  }
}
