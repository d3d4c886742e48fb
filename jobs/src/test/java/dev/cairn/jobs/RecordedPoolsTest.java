package dev.cairn.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cairn.engine.config.Probe;
import dev.cairn.engine.config.RunSpec;
import dev.cairn.engine.config.SpecReader;
import dev.cairn.engine.simulate.SimulatedFleet;
import dev.cairn.jobs.io.RunDirectory;
import dev.cairn.jobs.io.TextFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real solutions with real rewards, through Spark and HTTP: rank@1 is the published figure. */
class RecordedPoolsTest {
  private static final Path POOLS = Path.of("..", "..", "shared", "data", "strictprm_pools");

  @Test
  void ranksTheRealPoolsOfGsm8kAsPublished(@TempDir Path directory) throws IOException {
    RunMetrics metrics = run("gsm8k", directory);

    // expected_selection_accuracy.json beside the pools: qwen_prm, product.
    assertThat(upstream("gsm8k", directory)).isCloseTo(0.894, within(1e-9));
    assertThat(metrics.experiments().get(0).accuracy().value())
        .isCloseTo(0.924, within(2 / 500.0 + 1e-9));
  }

  /** Runs the checked-in spec of a benchmark on the recordings. */
  private static RunMetrics run(String benchmark, Path directory) throws IOException {
    assumeTrue(Files.isDirectory(POOLS), "the recorded pools are not beside the checkout");
    Path file = Path.of("..", "conf", "replay-" + benchmark + ".yaml");
    RunSpec spec =
        SpecReader.read(
            file.toString(),
            Files.readString(file),
            List.of(
                "data.path=" + pool(benchmark),
                "simulate.world.pool=" + pool(benchmark),
                "simulate.world.scores="
                    + POOLS.resolve("scores_%s_qwen_prm.jsonl.gz".formatted(benchmark))));
    SparkSession spark = LocalSpark.session();
    try (SimulatedFleet fleet =
        SimulatedFleet.start(
            Objects.requireNonNull(spec.simulate()).world().open(), spec.simulate().fleet())) {
      RunSpec bound = spec.at(fleet.policyUrls(), fleet.rewardUrls());
      RunSpec resolved = Probe.resolve(bound, Probe.all(bound, System::getenv));
      return new SearchJob(
              spark,
              resolved,
              new RunDirectory(new org.apache.hadoop.fs.Path(directory.toString())))
          .run(ProgressListener.NONE);
    }
  }

  /** The share of problems whose chosen candidate the recording itself calls correct. */
  private static double upstream(String benchmark, Path directory) throws IOException {
    Map<String, JsonNode> pools = new HashMap<>();
    ObjectMapper json = new ObjectMapper();
    for (String line :
        new TextFiles(new Configuration())
            .lines(new org.apache.hadoop.fs.Path(pool(benchmark).toString()))) {
      JsonNode row = json.readTree(line);
      pools.put(row.path("problem_id").asText(), row.path("candidates"));
    }
    List<Row> decisions =
        new FinishedRun(directory)
            .table(LocalSpark.session(), "decisions")
            .filter("vote = 'best-reward(product)'")
            .select("problem", "candidate")
            .collectAsList();
    assertThat(decisions).hasSize(pools.size());
    long correct =
        decisions.stream()
            .filter(row -> !row.isNullAt(1))
            .filter(
                row ->
                    Objects.requireNonNull(pools.get(row.getString(0)))
                        .path(row.getInt(1))
                        .path("correct_upstream")
                        .asBoolean())
            .count();
    return correct / (double) pools.size();
  }

  private static Path pool(String benchmark) {
    return POOLS.resolve(benchmark + "_pool.jsonl.gz");
  }
}
