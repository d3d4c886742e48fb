package dev.cairn.jobs.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What is handed to a cluster must not clash with what the cluster brings. */
@Tag("spark-4")
class ApplicationJarIT {
  private static final Path JAR = SparkHome.APPLICATION;
  private static final Path SPARK_JARS = SparkHome.JARS;

  @Test
  void holdsNothingOutsideOfCairnsPackages() throws IOException {
    assertThat(files())
        .contains("dev/cairn/jobs/cli/Main.class", "dev/cairn/engine/search/Search.class")
        .anyMatch(file -> file.startsWith("dev/cairn/shaded/jackson/databind/"))
        .anyMatch(file -> file.startsWith("dev/cairn/shaded/snakeyaml/"))
        .anyMatch(file -> file.startsWith("dev/cairn/shaded/jetty/client/"))
        .anyMatch(file -> file.startsWith("dev/cairn/shaded/picocli/"))
        .anyMatch(file -> file.startsWith("dev/cairn/shaded/bigmath/"))
        .anyMatch(file -> file.startsWith("dev/cairn/shaded/hdrhistogram/"))
        .allMatch(file -> file.startsWith("dev/cairn/") || file.startsWith("META-INF/"))
        .noneMatch(file -> file.startsWith("META-INF/") && file.endsWith(".class"));
  }

  @Test
  void carriesOfTheLibrariesInTheReportOnlyWhatItsPageNeeds() throws IOException {
    assertThat(files())
        .filteredOn(file -> file.startsWith("META-INF/resources/"))
        .isNotEmpty()
        .allMatch(
            file ->
                file.endsWith(".min.js") || file.endsWith("/LICENSE") || file.endsWith("/NOTICE"));
  }

  @Test
  void servesOnlyInterfacesOfItsOwn() throws IOException {
    assertThat(files())
        .filteredOn(file -> file.startsWith("META-INF/services/"))
        .allMatch(file -> file.startsWith("META-INF/services/dev.cairn."));
  }

  @Test
  void namesItsMainClassAndCarriesItsLicence() throws IOException {
    try (JarFile jar = new JarFile(JAR.toFile())) {
      assertThat(jar.getManifest().getMainAttributes().getValue("Main-Class"))
          .isEqualTo("dev.cairn.jobs.cli.Main");
    }
    assertThat(files()).contains("META-INF/LICENSE", "META-INF/NOTICE");
  }

  @Test
  void findsNoCopyOfCairnInTheSparkHome() throws IOException {
    try (Stream<Path> jars = Files.list(SPARK_JARS)) {
      assertThat(jars.map(jar -> jar.getFileName().toString()))
          .contains("spark-core_%s-%s.jar".formatted(SparkHome.SCALA, SparkHome.version()))
          .noneMatch(jar -> jar.startsWith("cairn") || jar.startsWith("junit"));
    }
  }

  private static List<String> files() throws IOException {
    try (JarFile jar = new JarFile(JAR.toFile())) {
      return jar.stream().filter(entry -> !entry.isDirectory()).map(JarEntry::getName).toList();
    }
  }
}
