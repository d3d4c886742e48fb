package dev.cairn.jobs.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("spark-4")
class StandaloneClusterIT {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private StandaloneCluster cluster;

  @BeforeAll
  void start(@TempDir(cleanup = CleanupMode.ON_SUCCESS) Path directory) {
    cluster = StandaloneCluster.start(directory, 2);
  }

  @AfterAll
  void stop() {
    cluster.close();
  }

  @Test
  void runsTheCommandLineOfTheApplicationJar() throws InterruptedException {
    Submission version = cluster.submit(List.of(), List.of("--version"));

    assertThat(version.exitCode(PATIENCE)).as(version.err()).isZero();
    assertThat(version.out())
        .startsWith("cairn ")
        .contains("Spark " + SparkHome.version())
        .hasLineCount(1);
  }

  @Test
  void passesOnTheExitCodeAndTheOneLineOfAMistake() throws InterruptedException {
    Submission mistake = cluster.submit(List.of(), List.of("serach"));

    assertThat(mistake.exitCode(PATIENCE)).isEqualTo(2);
    assertThat(mistake.err()).contains("cairn: Unmatched argument at index 0: 'serach'");
    assertThat(mistake.out()).isEmpty();
  }

  @Test
  void finishesAJobAfterAnExecutorOfItIsKilled() throws IOException {
    try (SparkSession spark =
        SparkSession.builder()
            .master(cluster.masterUrl())
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.executor.memory", "512m")
            .config("spark.ui.enabled", false)
            .getOrCreate()) {
      await().atMost(PATIENCE).until(() -> cluster.executorPids().size() == 2);
      long victim = cluster.executorPids().get(0);

      cluster.kill9(victim);

      await().atMost(PATIENCE).until(() -> cluster.executorPids().size() == 2);
      assertThat(cluster.executorPids()).doesNotContain(victim);
      assertThat(spark.range(0, 1000, 1, 8).selectExpr("sum(id)").first().getLong(0))
          .isEqualTo(499_500);
    }
    await().atMost(PATIENCE).until(() -> cluster.executorPids().isEmpty());
  }

  @Test
  void refusesToKillAProcessThatIsNotItsOwn() {
    assertThatThrownBy(() -> cluster.kill9(ProcessHandle.current().pid()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("pids must be of the cluster but were [");
  }
}
