package dev.cairn.jobs.cluster;

import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerStateBuilder;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarSource;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/**
 * Runs the pods of a cluster as processes of this machine, each with a loopback address of its own,
 * and tells the API server what becomes of them. A pod is one container, its image that of Spark.
 * Secrets, config maps and addresses are taken from where the container says; a path that something
 * is mounted at is one below the pod's directory.
 */
final class Kubelet implements Watcher<Pod>, AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final int GRACE_SECONDS = 30;

  private final KubernetesClient client;
  private final Path directory;
  private final PodNetwork network;
  private final PodVolumes volumes;
  private final List<Pod> started = new CopyOnWriteArrayList<>();
  private final Map<String, Process> containers = new ConcurrentHashMap<>();
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread kubelet = new Thread(task, "kubelet");
            kubelet.setDaemon(true);
            return kubelet;
          });
  private final Watch watch;

  /**
   * Starts one.
   *
   * @param client of the namespace whose pods it runs
   * @param directory for what they write and print
   */
  Kubelet(KubernetesClient client, Path directory) {
    this.client = client;
    this.directory = directory;
    network = new PodNetwork(client, directory.resolve("hosts"));
    volumes = new PodVolumes(client);
    watch = client.pods().watch(this);
  }

  /** The pods that it has started, as they were then, in their order. */
  List<Pod> started() {
    return List.copyOf(started);
  }

  /** The process of a pod's container. */
  Process process(String pod) {
    return Objects.requireNonNull(containers.get(pod), pod);
  }

  /** What a pod has printed, as {@link Submission} has it. */
  Submission printed(String pod) {
    return Submission.of(process(pod), directory.resolve(pod));
  }

  @Override
  public void eventReceived(Action action, Pod pod) {
    String name = pod.getMetadata().getName();
    boolean deleted = pod.getMetadata().getDeletionTimestamp() != null;
    thread.execute(
        () -> {
          if (!containers.containsKey(name) && !deleted) {
            run(pod);
          } else if (deleted && action != Action.DELETED) {
            stop(pod);
          }
        });
  }

  @Override
  public void onClose(WatcherException cause) {
    throw new IllegalStateException("the kubelet sees no pods any more", cause);
  }

  private void run(Pod pod) {
    String name = pod.getMetadata().getName();
    Container container = pod.getSpec().getContainers().get(0);
    Path root = directory.resolve(name + ".d");
    UnaryOperator<String> paths = volumes.mount(pod, container, root);
    String address = network.join(name);
    Map<String, String> variables = new LinkedHashMap<>();
    for (EnvVar variable : container.getEnv()) {
      String value =
          variable.getValueFrom() == null
              ? Objects.requireNonNullElse(variable.getValue(), "")
              : value(variable.getValueFrom(), name, address);
      variables.put(variable.getName(), paths.apply(value));
    }
    variables.putAll(network.variables(address));
    List<String> arguments = container.getArgs().stream().map(paths).toList();
    Process process = SparkImage.start(arguments, variables, root, directory.resolve(name));
    containers.put(name, process);
    started.add(pod);
    ContainerStateBuilder running = new ContainerStateBuilder().withNewRunning().endRunning();
    report(name, address, "Running", status(container, running, true));
    process.onExit().thenAcceptAsync(ended -> end(name, container, address, ended), thread);
  }

  private void end(String name, Container container, String address, Process ended) {
    int code = ended.exitValue();
    ContainerStateBuilder terminated =
        new ContainerStateBuilder()
            .withNewTerminated()
            .withExitCode(code)
            .withReason(code == 0 ? "Completed" : "Error")
            .endTerminated();
    String phase = code == 0 ? "Succeeded" : "Failed";
    report(name, address, phase, status(container, terminated, false));
  }

  private static ContainerStatus status(
      Container container, ContainerStateBuilder state, boolean ready) {
    return new ContainerStatusBuilder()
        .withName(container.getName())
        .withImage(container.getImage())
        .withReady(ready)
        .withRestartCount(0)
        .withState(state.build())
        .build();
  }

  private void report(String name, String address, String phase, ContainerStatus status) {
    change(
        name,
        pod ->
            new PodBuilder(pod)
                .withNewStatus()
                .withPhase(phase)
                .withPodIP(address)
                .withContainerStatuses(status)
                .addNewCondition()
                .withType("Ready")
                .withStatus(status.getReady() ? "True" : "False")
                .endCondition()
                .endStatus()
                .build());
  }

  /** Changes a pod that is still there, again if another has changed it at the same moment. */
  private void change(String name, UnaryOperator<Pod> how) {
    while (true) {
      Pod pod = client.pods().withName(name).get();
      if (pod == null) {
        return;
      }
      try {
        client.resource(how.apply(pod)).update();
        return;
      } catch (KubernetesClientException e) {
        if (e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
          return;
        }
        if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
          throw e;
        }
      }
    }
  }

  /** Ends a deleted pod: what its container wants to do before, then, after a grace, SIGKILL. */
  private void stop(Pod pod) {
    String name = pod.getMetadata().getName();
    Process process = containers.get(name);
    if (process == null || !process.isAlive()) {
      release(name);
      return;
    }
    Container container = pod.getSpec().getContainers().get(0);
    boolean decommissions =
        container.getLifecycle() != null && container.getLifecycle().getPreStop() != null;
    signal(process, decommissions ? "PWR" : "TERM");
    Long seconds = pod.getSpec().getTerminationGracePeriodSeconds();
    process
        .onExit()
        .copy()
        .orTimeout(seconds == null ? GRACE_SECONDS : seconds, TimeUnit.SECONDS)
        .whenComplete((ended, late) -> process.destroyForcibly());
    process.onExit().thenRunAsync(() -> release(name), thread);
  }

  /** Lets go of a pod: with its finalizer it disappears. */
  private void release(String name) {
    change(
        name,
        pod -> new PodBuilder(pod).editMetadata().withFinalizers(List.of()).endMetadata().build());
  }

  private static void signal(Process process, String name) {
    try {
      // The shell's own kill: not every machine has the program.
      String kill = "kill -s %s %d".formatted(name, process.pid());
      new ProcessBuilder("sh", "-c", kill).start().waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private String value(EnvVarSource source, String pod, String address) {
    if (source.getSecretKeyRef() != null) {
      Secret secret = client.secrets().withName(source.getSecretKeyRef().getName()).get();
      byte[] value =
          Base64.getDecoder().decode(secret.getData().get(source.getSecretKeyRef().getKey()));
      return new String(value, StandardCharsets.UTF_8);
    }
    return switch (source.getFieldRef().getFieldPath()) {
      case "status.podIP" -> address;
      case "metadata.name" -> pod;
      default -> throw new IllegalArgumentException("no value for " + source);
    };
  }

  /** Kills every container (SIGKILL). */
  @Override
  public void close() {
    watch.close();
    thread.shutdownNow();
    network.close();
    containers.values().forEach(Process::destroyForcibly);
    await().atMost(PATIENCE).until(() -> containers.values().stream().noneMatch(Process::isAlive));
  }
}
