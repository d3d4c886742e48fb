package dev.cairn.jobs.cluster;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Addresses of pods, from Linux's loopback network, and the names of headless services: a hosts
 * file that the JVMs in the pods read at every question.
 */
final class PodNetwork implements Watcher<Service>, AutoCloseable {
  private final KubernetesClient client;
  private final Path hosts;
  private final Map<String, String> addresses = new LinkedHashMap<>();
  // Clusters run beside each other.
  private final String subnet =
      "127.%d.%d."
          .formatted(
              1 + ProcessHandle.current().pid() / 256 % 254, ProcessHandle.current().pid() % 256);
  private final Watch watch;

  PodNetwork(KubernetesClient client, Path hosts) {
    this.client = client;
    this.hosts = hosts;
    watch = client.services().watch(this);
  }

  /** Gives a pod an address. */
  synchronized String join(String pod) {
    String address = addresses.computeIfAbsent(pod, name -> subnet + (addresses.size() + 1));
    write();
    return address;
  }

  /** What a process has in its environment to be at an address and to know the names. */
  Map<String, String> variables(String address) {
    return Map.of("SPARK_LOCAL_IP", address, "JAVA_TOOL_OPTIONS", "-Djdk.net.hosts.file=" + hosts);
  }

  @Override
  public void eventReceived(Action action, Service service) {
    write();
  }

  @Override
  public void onClose(WatcherException cause) {
    throw new IllegalStateException("no services are seen any more", cause);
  }

  private synchronized void write() {
    List<String> lines = new ArrayList<>();
    lines.add("127.0.0.1 localhost");
    try {
      lines.add("127.0.0.1 " + InetAddress.getLocalHost().getHostName());
      addresses.forEach((name, address) -> lines.add(address + " " + name));
      for (Service service : client.services().list().getItems()) {
        String name = service.getMetadata().getName() + "." + service.getMetadata().getNamespace();
        client.pods().withLabels(service.getSpec().getSelector()).list().getItems().stream()
            .map(Pod::getMetadata)
            .filter(pod -> addresses.containsKey(pod.getName()))
            .forEach(pod -> lines.add(addresses.get(pod.getName()) + " " + name + ".svc"));
      }
      Path written = hosts.resolveSibling("hosts.new");
      Files.write(written, lines);
      Files.move(written, hosts, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    watch.close();
  }
}
