package dev.cairn.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cairn.engine.metrics.FirstErrorF1;
import dev.cairn.jobs.cli.Cli;
import dev.cairn.jobs.io.TextFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Figures of step rewards that others published, from their own data by our commands. */
class PublishedStepFiguresTest {
  private static final Path DATA = Path.of("..", "..", "shared", "data");
  private static final ObjectMapper JSON = new ObjectMapper();

  @Test
  void foversVerifiersOnProcessBenchAtOneHalf() throws IOException {
    JsonNode report = verifiers("--threshold=0.5", "--good=at-least");
    int cells = 0;
    for (JsonNode expected : expectedVerifiers()) {
      JsonNode subset = subset(report, expected);
      JsonNode theirs = expected.get("processbench_at_0_5");
      percent(subset, "/errorAccuracy/value", theirs.get("error"));
      percent(subset, "/correctAccuracy/value", theirs.get("correct"));
      percent(subset, "/f1/value", theirs.get("f1"));
      cells++;
    }
    assertThat(cells).isEqualTo(44);
  }

  @Test
  void foversVerifiersOnProcessBenchAtTheThresholdThatIsBestOnGsm8k() throws IOException {
    JsonNode report = verifiers("--threshold-from=gsm8k");
    int cells = 0;
    for (JsonNode expected : expectedVerifiers()) {
      JsonNode subset = subset(report, expected);
      JsonNode theirs = expected.get("processbench_gsm8k_threshold");
      for (JsonNode verifier : report.get("verifiers")) {
        if (verifier.get("name").equals(expected.get("verifier"))) {
          assertThat(verifier.get("threshold").asDouble())
              .isCloseTo(theirs.get("threshold").asDouble(), within(1e-9));
        }
      }
      percent(subset, "/errorAccuracy/value", theirs.get("error"));
      percent(subset, "/correctAccuracy/value", theirs.get("correct"));
      percent(subset, "/f1/value", theirs.get("f1"));
      scores(subset.get("solutions"), expected.get("reported_instance"));
      scores(subset.get("steps"), expected.get("reported_step"));
      cells++;
    }
    assertThat(cells).isEqualTo(44);
    assertThat(report.get("verifiers")).hasSize(21);
  }

  private static void scores(JsonNode ours, JsonNode theirs) {
    assertThat(ours.at("/auroc/value").asDouble())
        .isCloseTo(theirs.get("auroc").asDouble(), within(1e-6));
    assertThat(ours.get("threshold").asDouble())
        .isCloseTo(theirs.get("threshold").asDouble(), within(1e-9));
    for (String figure : List.of("accuracy", "precision", "recall", "f1")) {
      assertThat(ours.at("/%s/value".formatted(figure)).asDouble())
          .isCloseTo(theirs.get(figure).asDouble(), within(1e-9));
    }
  }

  private static JsonNode verifiers(String... options) throws IOException {
    Path scores = DATA.resolve("processbench_prm_scores/step_scores.jsonl.gz");
    assumeTrue(Files.exists(scores), "the scores are not beside the checkout");
    List<String> call = new ArrayList<>(List.of("processbench", "--scores=" + scores));
    Collections.addAll(call, options);
    call.addAll(List.of("--resamples=1000", "--json"));
    return Cli.run(call.toArray(new String[0])).json();
  }

  private static JsonNode expectedVerifiers() throws IOException {
    return JSON.readTree(DATA.resolve("processbench_prm_scores/expected_metrics.json").toFile());
  }

  private static JsonNode subset(JsonNode report, JsonNode expected) {
    for (JsonNode verifier : report.get("verifiers")) {
      for (JsonNode subset : verifier.get("subsets")) {
        if (subset.get("verifier").equals(expected.get("verifier"))
            && subset.get("name").equals(expected.get("split"))) {
          assertThat(subset.get("errors").asInt() + subset.get("correct").asInt()).isEqualTo(250);
          return subset;
        }
      }
    }
    throw new AssertionError("nothing of " + expected.get("verifier"));
  }

  /** Published with two decimals of a percent. */
  private static void percent(JsonNode ours, String at, JsonNode theirs) {
    assertThat(100 * ours.at(at).asDouble()).isCloseTo(theirs.asDouble(), within(0.005001));
  }

  @Test
  void processBenchsOwnTables() throws IOException {
    Path file = DATA.resolve("processbench/paper_results.json");
    assumeTrue(Files.exists(file), "the paper's tables are not beside the checkout");
    int cells = 0;
    for (JsonNode model : JSON.readTree(file.toFile()).get("models")) {
      double sum = 0;
      for (String subset : List.of("gsm8k", "math", "olympiadbench", "omnimath")) {
        JsonNode theirs = model.get(subset);
        double f1 =
            FirstErrorF1.harmonicMean(
                theirs.get("error").asDouble(), theirs.get("correct").asDouble());
        assertThat(f1).isCloseTo(theirs.get("f1").asDouble(), within(0.15));
        sum += f1;
        cells++;
      }
      if (model.hasNonNull("average_f1")) {
        assertThat(sum / 4).isCloseTo(model.get("average_f1").asDouble(), within(0.15));
      }
    }
    assertThat(cells).isEqualTo(100);
  }

  @Test
  void agentProcessBenchsTable() throws IOException {
    Path folder = DATA.resolve("agentprocessbench");
    assumeTrue(Files.isDirectory(folder), "AgentProcessBench is not beside the checkout");
    JsonNode figures =
        Cli.run(
                "processbench",
                "--data=" + folder.resolve("gold_labels.jsonl"),
                "--critics=" + folder.resolve("critic_predictions.jsonl.gz"),
                "--json")
            .json();
    Map<String, JsonNode> byColumn = new HashMap<>();
    for (JsonNode each : figures) {
      byColumn.put(each.get("critic").asText() + " " + each.get("subset").asText(), each);
    }
    JsonNode reported = JSON.readTree(folder.resolve("reported_results.json").toFile());
    int exact = 0;
    int close = 0;
    for (Map.Entry<String, JsonNode> critic : reported.get("reported").properties()) {
      for (int i = 0; i < reported.get("columns").size(); i++) {
        String[] column = reported.get("columns").get(i).asText().split("\\.", -1);
        JsonNode ours = Objects.requireNonNull(byColumn.get(critic.getKey() + " " + column[0]));
        double theirs = critic.getValue().get(i).asDouble();
        if (column[1].equals("first_err_acc")) {
          assertThat(100 * ours.at("/firstErrorAccuracy/value").asDouble())
              .isCloseTo(theirs, within(0.05));
          exact++;
        } else {
          // Read from an image; two cells are off by up to 0.08.
          assertThat(100 * ours.at("/stepAccuracy/value").asDouble())
              .isCloseTo(theirs, within(0.0808));
          close++;
        }
      }
    }
    assertThat(exact).isEqualTo(40);
    assertThat(close).isEqualTo(40);
    assertThat(figures).hasSize(80);
  }

  /** No scores are published: an oracle's, and those of a model that likes every step. */
  @Test
  void prmBenchsItemsAndClasses(@TempDir Path directory) throws IOException {
    Path file = DATA.resolve("prmbench/prmbench.jsonl.gz");
    assumeTrue(Files.exists(file), "PRMBench is not beside the checkout");
    List<String> rows = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (String line :
        new TextFiles(new Configuration()).lines(new org.apache.hadoop.fs.Path(file.toString()))) {
      JsonNode item = JSON.readTree(line);
      String subset = item.get("classification").asText();
      String id = item.get("idx").asText();
      if (seen.add(subset + id)) {
        Set<Integer> wrong = new HashSet<>();
        item.get("error_steps").forEach(step -> wrong.add(step.asInt()));
        for (String verifier : List.of("oracle", "optimist")) {
          ObjectNode row = JSON.createObjectNode();
          row.put("id", id).put("subset", subset).put("verifier", verifier);
          for (int step = 1; step <= item.get("modified_process").size(); step++) {
            boolean bad = verifier.equals("oracle") && wrong.contains(step);
            row.withArray("scores").add(bad ? 0.1 : 0.9);
          }
          rows.add(row.toString());
        }
      }
    }
    Path scores = directory.resolve("scores.jsonl");
    Files.write(scores, rows);
    JsonNode figures =
        Cli.run(
                "processbench",
                "--format=prmbench",
                "--on-bad-row=quarantine",
                "--quarantine=" + directory,
                "--data=" + file,
                "--scores=" + scores,
                "--json")
            .json();
    JsonNode optimist = figures.get(0);
    JsonNode oracle = figures.get(1);

    assertThat(oracle.get("judged").asInt()).isEqualTo(6_211);
    assertThat(oracle.get("missing").asInt()).isZero();
    assertThat(oracle.at("/total/prmScore/value").asDouble()).isEqualTo(1);
    assertThat(oracle.at("/classes/multi_solutions/minusOne").asDouble()).isEqualTo(1);
    assertThat(optimist.at("/total/negativeF1/value").asDouble()).isZero();
    assertThat(optimist.at("/classes/multi_solutions/prmScore/value").asDouble()).isEqualTo(1);
    assertThat(optimist.at("/total/firstErrorAccuracy/value").asDouble()).isZero();
  }
}
