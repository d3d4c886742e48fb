package dev.cairn.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cairn.jobs.cli.Cli;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The published accuracies of StrictPRMBench's selection rules, by the command rank. */
class StrictPrmBenchTest {
  private static final Path POOLS = Path.of("..", "..", "shared", "data", "strictprm_pools");

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
  void comeOutAsPublished(String benchmark, String prm) throws IOException {
    assumeTrue(Files.isDirectory(POOLS), "the recorded pools are not beside the checkout");
    Map<String, Double> upstream = accuracies(benchmark, prm, "strictprm-pools-upstream");
    Map<String, Double> regraded = accuracies(benchmark, prm, "strictprm-pools");
    int cells = 0;
    for (JsonNode cell :
        new ObjectMapper().readTree(POOLS.resolve("expected_selection_accuracy.json").toFile())) {
      if (!cell.get("benchmark").asText().equals(benchmark)
          || !cell.get("prm").asText().equals(prm)) {
        continue;
      }
      String rule = cell.get("rule").asText();
      String vote = RULES.get(rule.equals("official") ? OFFICIAL.getOrDefault(prm, "mean") : rule);
      System.err.printf(
          "CELL %s %s %s: %s %s %s | %s %s%n",
          benchmark,
          prm,
          rule,
          cell.get("reported_pass_at_1"),
          cell.get("computed_upstream_labels"),
          upstream.get(vote),
          cell.get("computed_regraded_labels"),
          regraded.get(vote));
      cells++;
    }
    assertThat(cells).isEqualTo(8);
  }

  private static Map<String, Double> accuracies(String benchmark, String prm, String format)
      throws IOException {
    JsonNode report =
        Cli.run(
                "rank",
                "--pools=" + POOLS.resolve(benchmark + "_pool.jsonl.gz"),
                "--format=" + format,
                "--scores=" + POOLS.resolve("scores_%s_%s.jsonl.gz".formatted(benchmark, prm)),
                "--group-by=last-number",
                "--unanswered=vote",
                "--vote=best-reward",
                "--vote=clustered(sum, geometric-mean)",
                "--vote=clustered(size, geometric-mean)",
                "--trials=1",
                "--resamples=1000",
                "--json")
            .json();
    Map<String, Double> accuracies = new HashMap<>();
    for (JsonNode method : report.get("methods")) {
      accuracies.put(method.get("vote").asText(), method.at("/accuracy/value").asDouble());
    }
    assertThat(report.get("problems").asInt()).isEqualTo(500);
    return accuracies;
  }
}
