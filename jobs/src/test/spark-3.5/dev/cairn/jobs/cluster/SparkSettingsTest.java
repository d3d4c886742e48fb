package dev.cairn.jobs.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.apache.spark.internal.config.ConfigEntry;
import org.apache.spark.util.Utils;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import scala.collection.JavaConverters;

/** The examples in {@code conf/spark} hold nothing that Spark does not know. */
class SparkSettingsTest {
  private static final Path DIRECTORY = Path.of("..", "conf", "spark");

  /** Keys that end in a name of the user's. */
  private static final List<String> FAMILIES =
      List.of("spark.kubernetes.driver.secretKeyRef.", "spark.kubernetes.executor.secretKeyRef.");

  @BeforeAll
  static void loadWhatSparkKnows() throws ClassNotFoundException {
    // An entry is known once the object that holds it is there.
    for (String holder :
        List.of(
            "org.apache.spark.internal.config.package$",
            "org.apache.spark.deploy.yarn.config.package$",
            "org.apache.spark.deploy.k8s.Config$")) {
      Class.forName(holder);
    }
  }

  private static List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(DIRECTORY)) {
      return files.sorted().toList();
    }
  }

  private static Map<String, String> settings(Path file) {
    return JavaConverters.mapAsJavaMap(Utils.getPropertiesFromFile(file.toString()));
  }

  @ParameterizedTest
  @MethodSource("files")
  void knowsEveryKeyAndTakesEveryValue(Path file) {
    SparkConf conf = new SparkConf(false);
    settings(file)
        .forEach(
            (key, value) -> {
              conf.set(key, value);
              if (FAMILIES.stream().noneMatch(key::startsWith) && !key.equals("spark.master")) {
                ConfigEntry<?> entry =
                    Objects.requireNonNull(ConfigEntry.findEntry(key), "Spark must know " + key);
                assertThatCode(() -> entry.valueConverter().apply(value))
                    .as(key)
                    .doesNotThrowAnyException();
              }
            });
    assertThatCode(conf::validateSettings).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @MethodSource("files")
  void paysForNothingTwiceAndKeepsAnEventLog(Path file) {
    assertThat(settings(file))
        .containsEntry("spark.speculation", "false")
        .containsEntry("spark.eventLog.enabled", "true");
  }

  @Test
  void coversTheThreeKindsOfCluster() throws IOException {
    assertThat(files().stream().map(file -> file.getFileName().toString()))
        .containsExactly("kubernetes.conf", "standalone.conf", "yarn.conf");
  }
}
