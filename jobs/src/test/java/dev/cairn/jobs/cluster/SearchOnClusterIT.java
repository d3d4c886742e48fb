package dev.cairn.jobs.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.cairn.engine.run.Usage;
import dev.cairn.engine.run.WorkItem;
import dev.cairn.jobs.FinishedRun;
import dev.cairn.jobs.io.StoredOutcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
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

  private static void awaitSegments(FinishedRun run, Submission submission) {
    await()
        .atMost(PATIENCE)
        .failFast("the driver must run", () -> !submission.process().isAlive())
        .until(() -> run.segments().size() >= 4);
    assertThat(run.outcomes()).hasSizeLessThan(SlowSearch.ITEMS);
  }

  @Test
  void losesNothingAndDoublesNothingWhenAnExecutorIsKilled()
      throws IOException, InterruptedException {
    FinishedRun run = new FinishedRun(directory.resolve("executor-killed"));
    Submission submission = submit(run);
    awaitSegments(run, submission);

    cluster.kill9(cluster.executorPids().get(0));

    assertThat(submission.exitCode(PATIENCE)).as(submission.err()).isZero();
    assertThat(submission.err()).contains("ExecutorLostFailure");
    search.assertDoneOnce(run);
  }

  @Test
  void doesOnlyWhatIsMissingAfterItsDriverWasKilled() throws IOException, InterruptedException {
    FinishedRun run = new FinishedRun(directory.resolve("driver-killed"));
    Submission killed = submit(run);
    awaitSegments(run, killed);

    cluster.kill9(killed.process().pid());
    await().atMost(PATIENCE).until(() -> cluster.executorPids().isEmpty());
    Set<WorkItem> kept = new HashSet<>(FinishedRun.items(run.outcomes()));
    search.fleet().reset();
    Submission again = submit(run);

    assertThat(again.exitCode(PATIENCE)).as(again.err()).isZero();
    assertThat(kept).hasSizeBetween(1, SlowSearch.ITEMS - 1);
    Usage rest =
        run.outcomes().stream()
            .filter(outcome -> !kept.contains(outcome.item()))
            .map(StoredOutcome::usage)
            .reduce(Usage.NONE, Usage::plus);
    assertThat(search.fleet().stats().sequences()).isEqualTo(rest.samples());
    assertThat(search.fleet().stats().generatedTokens()).isEqualTo(rest.generatedTokens());
    assertThat(search.fleet().stats().rewardCalls()).isEqualTo(rest.rewardCalls());
    search.assertDoneOnce(run);
  }
}
