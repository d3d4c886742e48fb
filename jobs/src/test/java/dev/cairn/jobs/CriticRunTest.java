package dev.cairn.jobs;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example {@code conf/critic.yaml} on its first problems. */
class CriticRunTest {
  private static final int PROBLEMS = 24;

  @Test
  void solvesMoreOfTheProblemsInTheWordsOfACritic(@TempDir Path directory) throws IOException {
    Map<String, Double> accuracy = new HashMap<>();
    try (FleetRuns runs =
        new FleetRuns(Files.readString(Path.of("../conf/critic.yaml")), directory)) {
      FinishedRun run = runs.fresh("critic");
      runs.run(run, "data.path=../datasets/arithmetic-200.jsonl", "data.limit=" + PROBLEMS);
      assertThat(run.metrics().path("failed").intValue()).isZero();
      for (JsonNode experiment : run.metrics().path("experiments")) {
        assertThat(experiment.path("problems").intValue()).isEqualTo(PROBLEMS);
        accuracy.put(
            experiment.path("name").textValue(), experiment.at("/accuracy/value").doubleValue());
      }
    }

    assertThat(accuracy).hasSize(4);
    double unrefined = requireNonNull(accuracy.get("unrefined"));
    assertThat(accuracy.get("refined-by-critic")).isGreaterThan(unrefined);
    assertThat(accuracy.get("refined-by-gen-prm")).isGreaterThan(unrefined);
    assertThat(accuracy.get("refined-best-of-4")).isGreaterThan(unrefined);
  }
}
