package dev.cairn.jobs;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.codahale.metrics.Gauge;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cairn.engine.config.Probe;
import dev.cairn.engine.config.RunSpec;
import dev.cairn.engine.config.SimulateSpec;
import dev.cairn.engine.config.SpecReader;
import dev.cairn.engine.config.UserException;
import dev.cairn.engine.simulate.SimulatedFleet;
import dev.cairn.jobs.io.RunDirectory;
import dev.cairn.jobs.io.RunLock;
import dev.cairn.jobs.io.Segments;
import dev.cairn.jobs.io.TextFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkEnv;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("spark-4")
class RunWatchTest {
  private static final String SPEC =
      """
      name: watched
      data: {path: ../datasets/arithmetic-200.jsonl, limit: 6}
      experiments:
        - {name: greedy, strategy: greedy, reward: none, vote: majority}
      prices: {policy: {generated: 1000000}}
      simulate: {world: arithmetic, fleet: {latency: {time-scale: 0}}}
      """;

  private Path directory;
  private SimulatedFleet fleet;
  private RunSpec spec;

  @BeforeEach
  void start(@TempDir Path temporary) {
    directory = temporary;
    RunSpec read = SpecReader.read("watched.yaml", SPEC, List.of());
    SimulateSpec simulate = requireNonNull(read.simulate());
    fleet = SimulatedFleet.start(simulate.world().open(), simulate.fleet());
    RunSpec bound = read.at(fleet.policyUrls(), fleet.rewardUrls());
    spec = Probe.resolve(bound, Probe.all(bound, System::getenv));
  }

  @AfterEach
  void stop() {
    fleet.close();
  }

  private RunDirectory run() {
    return new RunDirectory(new org.apache.hadoop.fs.Path(directory.resolve("run").toString()));
  }

  private JsonNode status() throws IOException {
    return new ObjectMapper().readTree(directory.resolve("run").resolve("status.json").toFile());
  }

  @Test
  void tellsSparksMetricsHowFarTheRunIs() {
    List<Object> told = new ArrayList<>();
    ProgressListener listener =
        progress ->
            SparkEnv.get()
                .metricsSystem()
                .getSourcesByName("cairn.run")
                .foreach(
                    source -> {
                      for (String name : List.of("items", "done", "accuracy", "cost")) {
                        Gauge<?> gauge = source.metricRegistry().getGauges().get(name);
                        told.add(requireNonNull(gauge).getValue());
                      }
                      return null;
                    });

    RunMetrics metrics = new SearchJob(LocalSpark.session(), spec, run()).run(listener);

    double tokens =
        6 * requireNonNull(metrics.experiments().get(0).perSearch().get("generated_tokens"));
    assertThat(told.subList(told.size() - 4, told.size()))
        .containsExactly(6, 6, metrics.experiments().get(0).accuracy().value(), tokens);
    assertThat(SparkEnv.get().metricsSystem().getSourcesByName("cairn.run").size()).isZero();
  }

  @Test
  void saysInItsStatusWhyItHasFailed() throws IOException {
    Files.createDirectories(directory.resolve("run"));
    // A table cannot be where a file is.
    Files.writeString(directory.resolve("run").resolve("tables"), "in the way");

    assertThatThrownBy(
        () -> new SearchJob(LocalSpark.session(), spec, run()).run(ProgressListener.NONE));

    assertThat(status().path("state").asText()).isEqualTo("failed");
    assertThat(status().path("done").asInt()).isEqualTo(6);
    assertThat(status().path("why").asText()).isNotBlank();
  }

  @Test
  void saysInItsStatusThatAllSearchesHaveEndedBeforeTheTablesAreWritten() throws IOException {
    new SearchJob(LocalSpark.session(), spec, run()).run(ProgressListener.NONE);
    Path outcomes = directory.resolve("run").resolve("outcomes");
    Path ended = directory.resolve("ended");
    Files.move(outcomes, ended);
    OutcomeWatch none =
        new OutcomeWatch(
            new Segments(new TextFiles(new Configuration()), run().outcomes()),
            spec,
            new BudgetSharing(spec),
            6);
    try (RunWatch watch =
        new RunWatch(
            LocalSpark.session().sparkContext(),
            spec,
            run(),
            none,
            ProgressListener.NONE,
            Double.POSITIVE_INFINITY)) {
      watch.during(() -> assertThat(ended.toFile().renameTo(outcomes.toFile())).isTrue());
    }

    assertThat(status().path("state").asText()).isEqualTo("running");
    assertThat(status().path("done").asInt()).isEqualTo(6);
    assertThat(status().path("searchesInFlight").asInt()).isZero();
  }

  @Test
  void refusesARunThatAnotherWorksOnAndLeavesItAlone() {
    TextFiles files = new TextFiles(new Configuration());
    try (RunLock held = RunLock.acquire(files, run(), "app-1", RunLock.Terms.USUAL)) {
      assertThatThrownBy(
              () -> new SearchJob(LocalSpark.session(), spec, run()).run(ProgressListener.NONE))
          .isInstanceOf(UserException.class)
          .hasMessageContaining("application app-1")
          .hasMessageContaining("works on this run");
      held.require();
    }
    assertThat(directory.resolve("run")).isDirectoryNotContaining("glob:**run.yaml");
  }
}
