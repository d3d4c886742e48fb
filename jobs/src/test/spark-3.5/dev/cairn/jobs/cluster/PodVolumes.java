package dev.cairn.jobs.cluster;

import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;

/** Config maps and empty directories of pods, in directories of this machine. */
final class PodVolumes {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final KubernetesClient client;

  PodVolumes(KubernetesClient client) {
    this.client = client;
  }

  /** Makes what is mounted, and tells where: paths that begin there lead there from now on. */
  UnaryOperator<String> mount(Pod pod, Container container, Path root) {
    Map<String, Path> mounted = new HashMap<>();
    for (VolumeMount mount : container.getVolumeMounts()) {
      Path place = root.resolve(mount.getMountPath().substring(1));
      try {
        Files.createDirectories(place);
        for (Volume volume : pod.getSpec().getVolumes()) {
          if (volume.getName().equals(mount.getName()) && volume.getConfigMap() != null) {
            fill(place, volume.getConfigMap().getName());
          }
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      mounted.put(mount.getMountPath(), place);
    }
    return path ->
        mounted.entrySet().stream()
            .filter(mount -> path.equals(mount.getKey()) || path.startsWith(mount.getKey() + "/"))
            .findFirst()
            .map(mount -> mount.getValue() + path.substring(mount.getKey().length()))
            .orElse(path);
  }

  /** The config map of a driver is made after its pod. */
  private void fill(Path place, String name) throws IOException {
    ConfigMap map =
        await()
            .atMost(PATIENCE)
            .pollInterval(Duration.ofMillis(20))
            .until(() -> client.configMaps().withName(name).get(), Objects::nonNull);
    for (Map.Entry<String, String> file : map.getData().entrySet()) {
      Files.writeString(place.resolve(file.getKey()), file.getValue());
    }
  }
}
