package dev.cairn.jobs.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import okhttp3.mockwebserver.MockWebServer;

/**
 * A Kubernetes cluster on loopback as far as Spark sees one: fabric8's API server in this JVM, and
 * a {@link Kubelet} that runs the pods as JVMs of their own. There are no images, no scheduler, no
 * roles and no limits of resources. Needs Linux, whose loopback network has many addresses. For one
 * thread.
 */
final class KubernetesCluster implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final Path SETTINGS =
      Path.of("..", "conf", "spark", "kubernetes.conf").toAbsolutePath();

  // It logs every request; held here so that its level stays.
  private static final Logger REQUESTS = Logger.getLogger(MockWebServer.class.getName());

  private final Path directory;
  private final MockWebServer server = new MockWebServer();
  private final KubernetesClient client;
  private final Kubelet kubelet;
  private final List<Process> submissions = new ArrayList<>();

  private KubernetesCluster(Path directory) throws IOException {
    this.directory = directory;
    REQUESTS.setLevel(Level.WARNING);
    server.setDispatcher(new KubernetesApi());
    server.start(InetAddress.getLoopbackAddress(), 0);
    Config config =
        new ConfigBuilder(Config.empty()).withMasterUrl(url()).withNamespace("cairn").build();
    client = new KubernetesClientBuilder().withConfig(config).build();
    kubelet = new Kubelet(client, Files.createDirectory(directory.resolve("pods")));
    Files.createDirectory(directory.resolve("events"));
  }

  /**
   * Starts a cluster without pods.
   *
   * @param directory for what its pods and submissions write and print; empty
   */
  static KubernetesCluster start(Path directory) throws IOException {
    return new KubernetesCluster(directory);
  }

  private String url() {
    return "http://127.0.0.1:" + server.getPort();
  }

  /** Makes the secret that {@code conf/spark/kubernetes.conf} takes the policy's key from. */
  void keepPolicyKey(String key) {
    client
        .resource(
            new SecretBuilder()
                .withNewMetadata()
                .withName("cairn-keys")
                .endMetadata()
                .addToData("policy", Base64.getEncoder().encodeToString(key.getBytes(UTF_8)))
                .build())
        .create();
  }

  /**
   * Submits {@code cairn.jar} in cluster mode as {@code spark-submit} does, with the settings of
   * {@code conf/spark/kubernetes.conf} but for what is marked there and for sizes.
   *
   * @param arguments the command line of {@code cairn}
   */
  Submission submit(List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add("org.apache.spark.deploy.SparkSubmit");
    command.addAll(List.of("--master", "k8s://" + url(), "--deploy-mode", "cluster"));
    command.addAll(List.of("--class", "dev.cairn.jobs.cli.Main"));
    command.addAll(List.of("--properties-file", SETTINGS.toString()));
    command.addAll(List.of("--num-executors", "2", "--executor-memory", "512m"));
    command.addAll(List.of("--driver-memory", "512m"));
    Map.of(
            // In a real cluster a name that leads there from every pod.
            "spark.kubernetes.driver.master",
            url(),
            "spark.eventLog.dir",
            directory.resolve("events").toUri().toString(),
            "spark.driver.extraJavaOptions",
            SparkHome.SHORT_LIVED,
            "spark.executor.extraJavaOptions",
            SparkHome.SHORT_LIVED)
        .forEach((key, value) -> command.addAll(List.of("--conf", key + "=" + value)));
    command.addAll(SparkHome.SWIFT_TABLES);
    command.add("local://" + SparkHome.APPLICATION);
    command.addAll(arguments);
    Path log = directory.resolve("submission-" + (submissions.size() + 1));
    Process process = SparkHome.launch(command, "512m", Map.of(), log);
    submissions.add(process);
    return Submission.of(process, log);
  }

  /** The pod of the driver that was submitted, as it was made, once it has been started. */
  Pod driver(Submission submission) {
    return await()
        .atMost(PATIENCE)
        .until(
            () ->
                kubelet.started().stream()
                    .filter(pod -> submission.err().contains(pod.getMetadata().getName()))
                    .findFirst(),
            Optional::isPresent)
        .orElseThrow();
  }

  /** The pods of a driver's executors that have been started so far, as they were made. */
  List<Pod> executors(Pod driver) {
    Map<String, String> labels = driver.getMetadata().getLabels();
    Map<String, String> wanted = new HashMap<>();
    wanted.put("spark-role", "executor");
    wanted.put("spark-app-selector", labels.get("spark-app-selector"));
    return kubelet.started().stream()
        .filter(pod -> pod.getMetadata().getLabels().entrySet().containsAll(wanted.entrySet()))
        .toList();
  }

  /** The exit code of a container that has ended, as the API server tells it. */
  int exitCode(Pod pod) {
    return client
        .pods()
        .withName(pod.getMetadata().getName())
        .get()
        .getStatus()
        .getContainerStatuses()
        .get(0)
        .getState()
        .getTerminated()
        .getExitCode();
  }

  /** The process of a pod and what it prints. */
  Submission printed(Pod pod) {
    return kubelet.printed(pod.getMetadata().getName());
  }

  /**
   * Kills the process in a pod (SIGKILL) and waits until the API server says that it has failed.
   */
  void kill9(Pod pod) {
    String name = pod.getMetadata().getName();
    kubelet.process(name).destroyForcibly();
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              Pod now = client.pods().withName(name).get();
              // Spark deletes executors that have failed.
              return now == null || Objects.equals(now.getStatus().getPhase(), "Failed");
            });
  }

  /** Deletes a pod, as {@code kubectl delete pod} and a drained node do. */
  void delete(Pod pod) {
    client.pods().withName(pod.getMetadata().getName()).delete();
  }

  /** Kills what runs in pods and what waits for it, then stops the API server. */
  @Override
  public void close() throws IOException {
    submissions.forEach(Process::destroyForcibly);
    kubelet.close();
    client.close();
    server.shutdown();
  }
}
