package dev.cairn.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cairn.jobs.cli.Cli;
import dev.cairn.jobs.io.TextFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The published accuracies of StrictPRMBench's selection rules, by the command rank. */
class StrictPrmBenchTest {
  private static final Path POOLS = Path.of("..", "..", "shared", "data", "strictprm_pools");

  private static final ObjectMapper JSON = new ObjectMapper();

  private static final Map<String, String> RULES =
      Map.of(
          "product", "best-reward(product)",
          "gm", "best-reward(geometric-mean)",
          "mean", "best-reward(mean)",
          "min", "best-reward(min)",
          "last", "best-reward(last)",
          "cluster_sum_gm", "clustered(sum, geometric-mean)",
          "cluster_majority_vote", "clustered(size, geometric-mean)");

  private static final Map<String, String> OFFICIAL =
      Map.of("qwen_prm", "product", "math_shepherd", "min", "internlm2_1_8b_reward", "last");

  @ParameterizedTest
  @CsvSource({
    "gsm8k, qwen_prm",
    "gsm8k, skywork_prm_1_5b",
    "gsm8k, math_shepherd",
    "gsm8k, internlm2_1_8b_reward",
    "math500, qwen_prm"
  })
  void comeOutAsPublished(String benchmark, String prm, @TempDir Path directory)
      throws IOException {
    assumeTrue(Files.isDirectory(POOLS), "the recorded pools are not beside the checkout");
    Path decisions = directory.resolve("decisions.jsonl");
    Map<String, Double> upstream = accuracies(benchmark, prm, decisions);
    Map<String, Double> regraded = regraded(benchmark, decisions);
    List<String> compared = new ArrayList<>();
    for (JsonNode cell :
        JSON.readTree(POOLS.resolve("expected_selection_accuracy.json").toFile())) {
      if (cell.get("benchmark").asText().equals(benchmark)
          && cell.get("prm").asText().equals(prm)) {
        String rule = cell.get("rule").asText();
        String vote =
            RULES.get(rule.equals("official") ? OFFICIAL.getOrDefault(prm, "mean") : rule);
        JsonNode reported = cell.get("reported_pass_at_1");
        assertThat(upstream.get(vote))
            .as("%s %s %s", benchmark, prm, rule)
            .isCloseTo(cell.get("computed_upstream_labels").asDouble(), within(1e-9));
        if (!reported.isNull()) {
          assertThat(upstream.get(vote)).isCloseTo(reported.asDouble(), within(1e-9));
        }
        assertThat(regraded.get(vote))
            .as("%s %s %s, regraded", benchmark, prm, rule)
            .isCloseTo(cell.get("computed_regraded_labels").asDouble(), within(1e-9));
        compared.add(rule);
      }
    }
    assertThat(compared).hasSize(8);
  }

  /** By the published labels; answers of one last number are one class, and none is one too. */
  private static Map<String, Double> accuracies(String benchmark, String prm, Path decisions)
      throws IOException {
    JsonNode report =
        Cli.run(
                "rank",
                "--pools=" + POOLS.resolve(benchmark + "_pool.jsonl.gz"),
                "--format=strictprm-pools-upstream",
                "--scores=" + POOLS.resolve("scores_%s_%s.jsonl.gz".formatted(benchmark, prm)),
                "--group-by=last-number",
                "--unanswered=vote",
                "--vote=best-reward",
                "--vote=clustered(sum, geometric-mean)",
                "--vote=clustered(size, geometric-mean)",
                "--trials=1",
                "--resamples=1000",
                "--decisions=" + decisions,
                "--json")
            .json();
    Map<String, Double> accuracies = new HashMap<>();
    for (JsonNode method : report.get("methods")) {
      accuracies.put(method.get("vote").asText(), method.at("/accuracy/value").asDouble());
    }
    assertThat(report.get("problems").asInt()).isEqualTo(500);
    return accuracies;
  }

  /** The same choices by the corrected labels. */
  private static Map<String, Double> regraded(String benchmark, Path decisions) throws IOException {
    Map<String, JsonNode> pools = new HashMap<>();
    org.apache.hadoop.fs.Path file =
        new org.apache.hadoop.fs.Path(POOLS.resolve(benchmark + "_pool.jsonl.gz").toString());
    for (String line : new TextFiles(new Configuration()).lines(file)) {
      JsonNode row = JSON.readTree(line);
      pools.put(row.get("problem_id").asText(), row.get("candidates"));
    }
    Map<String, Double> accuracies = new HashMap<>();
    for (String line : Files.readAllLines(decisions)) {
      JsonNode row = JSON.readTree(line);
      JsonNode candidates = Objects.requireNonNull(pools.get(row.get("problem").asText()), line);
      boolean correct = candidates.get(row.get("candidate").asInt()).get("correct").asBoolean();
      accuracies.merge(row.get("vote").asText(), correct ? 1.0 / pools.size() : 0, Double::sum);
    }
    return accuracies;
  }
}
