package dev.cairn.jobs.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.jobs.FinishedRun;
import dev.cairn.jobs.GuardedServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** The main job in the pods of a Kubernetes cluster, some of which are lost while it runs. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@EnabledOnOs(OS.LINUX)
class SearchOnKubernetesIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String KEY = "policy-key-8d20e4";

  private Path directory;
  private SlowSearch search;
  private KubernetesCluster cluster;

  @BeforeAll
  void start(@TempDir(cleanup = CleanupMode.NEVER) Path temporary) throws IOException {
    directory = temporary;
    search = SlowSearch.start(directory);
    cluster = KubernetesCluster.start(Files.createDirectory(directory.resolve("cluster")));
    cluster.keepPolicyKey(KEY);
  }

  @AfterAll
  void stop() throws IOException {
    cluster.close();
    search.close();
  }

  private Submission submit(FinishedRun run, String... arguments) {
    List<String> command = new ArrayList<>();
    command.addAll(List.of("search", search.file().toUri().toString()));
    command.addAll(List.of("--out", run.root().toUri().toString()));
    command.addAll(List.of(arguments));
    return cluster.submit(command);
  }

  @Test
  void finishesInPodsAsTheSettingsSayWithTheKeyOfASecret()
      throws IOException, InterruptedException {
    FinishedRun run = new FinishedRun(directory.resolve("undisturbed"));
    try (GuardedServer policy =
        GuardedServer.start(search.fleet().policyUrls().get(0), KEY, () -> false)) {
      Submission submission =
          submit(
              run,
              "--set",
              "policy.worker.urls=[\"" + policy.url() + "\"]",
              "--set",
              "policy.worker.api-key-env=POLICY_API_KEY");

      assertThat(submission.exitCode(PATIENCE)).as(submission.err()).isZero();
    }
    search.assertDoneOnce(run);
  }
}
