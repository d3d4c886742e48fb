package dev.cairn.jobs.cluster;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.cairn.engine.run.WorkItem;
import dev.cairn.jobs.FinishedRun;
import dev.cairn.jobs.GuardedServer;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.SecretKeySelector;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** The main job in the pods of a Kubernetes cluster, some of which are lost while it runs. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@EnabledOnOs(OS.LINUX)
@Tag("slow")
class SearchOnKubernetesIT {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String KEY = "policy-key-8d20e4";

  private Path directory;
  private SlowSearch search;
  private KubernetesCluster cluster;

  @BeforeAll
  void start(@TempDir(cleanup = CleanupMode.ON_SUCCESS) Path temporary) throws IOException {
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

  private void assertFinished(Submission submission) throws InterruptedException {
    assertThat(submission.exitCode(PATIENCE)).isZero();
    Pod driver = cluster.driver(submission);
    assertThat(cluster.exitCode(driver)).as(cluster.printed(driver).err()).isZero();
  }

  @Test
  void finishesInPodsOfTheSettingsWithTheKeyOfASecret() throws IOException, InterruptedException {
    FinishedRun run = new FinishedRun(directory.resolve("undisturbed"));
    Submission submission;
    try (GuardedServer policy =
        GuardedServer.start(search.fleet().policyUrls().get(0), KEY, () -> false)) {
      submission =
          submit(
              run,
              "--set",
              "policy.worker.urls=[\"" + policy.url() + "\"]",
              "--set",
              "policy.worker.api-key-env=POLICY_API_KEY");
      assertFinished(submission);
    }

    search.assertDoneOnce(run);
    Pod driver = cluster.driver(submission);
    assertThat(cluster.printed(driver).out()).contains("best-of-4", "beam-4x2");
    assertPod(driver, "1");
    assertThat(cluster.executors(driver)).hasSize(2).allSatisfy(pod -> assertPod(pod, "2"));
    assertNoFileHoldsTheKey();
  }

  private static void assertPod(Pod pod, String cores) {
    Container container = pod.getSpec().getContainers().get(0);
    assertThat(container.getImage()).isEqualTo("registry.example/cairn:latest");
    assertThat(container.getResources().getRequests().get("cpu")).isEqualTo(new Quantity(cores));
    assertThat(pod.getSpec().getServiceAccountName()).isEqualTo("spark");
    assertThat(container.getEnv())
        .filteredOn(variable -> variable.getName().equals("POLICY_API_KEY"))
        .singleElement()
        .satisfies(
            variable -> {
              SecretKeySelector secret = variable.getValueFrom().getSecretKeyRef();
              assertThat(secret.getName() + ":" + secret.getKey()).isEqualTo("cairn-keys:policy");
            });
    assertThat(Serialization.asJson(pod)).doesNotContain(KEY);
  }

  private void assertNoFileHoldsTheKey() throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.walk(directory)) {
      files = all.filter(Files::isRegularFile).toList();
    }
    assertThat(files)
        .anyMatch(file -> file.endsWith("spark.properties"))
        .anyMatch(file -> file.toString().contains("/events/spark-"))
        .anyMatch(file -> file.toString().endsWith("-driver.err"))
        .anyMatch(file -> file.toString().endsWith("-exec-1.err"));
    for (Path file : files) {
      assertThat(new String(Files.readAllBytes(file), ISO_8859_1))
          .as(file.toString())
          .doesNotContain(KEY);
    }
  }

  @Test
  void tellsTheExitCodeOfAMistakeInThePodAndNotBySparkSubmit() throws InterruptedException {
    FinishedRun run = new FinishedRun(directory.resolve("mistake"));
    Submission mistake = submit(run, "--set", "limits.max-steps=0");

    assertThat(mistake.exitCode(PATIENCE)).isZero();
    assertThat(mistake.err()).contains("exit code: 2");
    Pod driver = cluster.driver(mistake);
    assertThat(cluster.exitCode(driver)).isEqualTo(2);
    assertThat(cluster.printed(driver).err())
        .contains("cairn: --set limits.max-steps=0: limits: max-steps must be at least 1");
  }

  @Test
  void losesNothingAndDoublesNothingWhenAnExecutorIsKilledAndAnotherDeleted()
      throws IOException, InterruptedException {
    FinishedRun run = new FinishedRun(directory.resolve("executors-lost"));
    Submission submission = submit(run);
    SlowSearch.awaitTheMiddle(run, submission);

    Pod driver = cluster.driver(submission);
    Pod killed = cluster.executors(driver).get(0);
    Pod deleted = cluster.executors(driver).get(1);
    cluster.kill9(killed);
    cluster.delete(deleted);

    assertFinished(submission);
    assertThat(cluster.printed(driver).err()).contains("ExecutorLostFailure");
    assertThat(cluster.printed(deleted).err()).contains("Finished decommissioning");
    search.assertDoneOnce(run);
  }

  /** Only with {@code -Dcairn.kubernetes=true}: it takes most of a minute more. */
  @EnabledIfSystemProperty(named = "cairn.kubernetes", matches = "true")
  @Test
  void doesOnlyWhatIsMissingAfterItsDriverWasKilled() throws IOException, InterruptedException {
    FinishedRun run = new FinishedRun(directory.resolve("driver-killed"));
    Submission killed = submit(run);
    SlowSearch.awaitTheMiddle(run, killed);

    Pod driver = cluster.driver(killed);
    cluster.kill9(driver);
    assertThat(killed.exitCode(PATIENCE)).isZero();
    assertThat(killed.err()).contains("exit code: 137");
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                cluster.executors(driver).stream()
                    .noneMatch(pod -> cluster.printed(pod).process().isAlive()));
    Set<WorkItem> kept = new HashSet<>(FinishedRun.items(run.outcomes()));
    search.fleet().reset();
    Submission again = submit(run);

    assertFinished(again);
    search.assertAskedOnlyForTheRest(run, kept);
    search.assertDoneOnce(run);
  }
}
