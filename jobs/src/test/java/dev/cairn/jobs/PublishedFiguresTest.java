package dev.cairn.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cairn.engine.answer.AnswerKey;
import dev.cairn.engine.metrics.FirstErrorF1;
import dev.cairn.engine.metrics.Paired;
import dev.cairn.engine.metrics.Ranking;
import dev.cairn.jobs.cli.Cli;
import dev.cairn.jobs.io.InputFiles;
import dev.cairn.jobs.io.TextFiles;
import dev.cairn.jobs.io.format.Formats;
import dev.cairn.jobs.io.format.Selection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.commons.math3.random.MersenneTwister;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Figures that others published, from their own data by our commands. */
class PublishedFiguresTest {
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

  @ParameterizedTest
  @CsvSource({"beam_search_llama3.1-8b_n4, 4, 0.58", "beam_search_llama3.2-3b_n16, 16, 0.57"})
  void searchAndLearnsPredictions(String run, int n, double naive, @TempDir Path directory)
      throws IOException {
    Path file = DATA.resolve("search_and_learn_runs/" + run + ".jsonl.gz");
    assumeTrue(Files.exists(file), "the runs are not beside the checkout");
    Path decisions = directory.resolve("decisions.jsonl");
    JsonNode report =
        Cli.run(
                "rank",
                "--pools=" + file,
                "--sampling=first",
                "--aggregation=last",
                "--vote=majority",
                "--vote=weighted-majority",
                "--vote=best-reward",
                "--decisions=" + decisions,
                "--json")
            .json();
    Map<String, JsonNode> theirs = new HashMap<>();
    for (String line :
        new TextFiles(new Configuration()).lines(new org.apache.hadoop.fs.Path(file.toString()))) {
      JsonNode row = JSON.readTree(line);
      theirs.put(row.get("unique_id").asText(), row);
    }
    Map<String, String> names =
        Map.of(
            "majority", "pred_maj@",
            "weighted-majority(last)", "pred_weighted@",
            "best-reward(last)", "pred_naive@");
    int compared = 0;
    List<String> differences = new ArrayList<>();
    for (String line : Files.readAllLines(decisions)) {
      JsonNode row = JSON.readTree(line);
      if (row.get("n").asInt() > 0) {
        JsonNode problem = Objects.requireNonNull(theirs.get(row.get("problem").asText()));
        String boxed =
            problem.get(names.get(row.get("vote").asText()) + row.get("n").asInt()).asText();
        String expected = boxed.replaceFirst("^\\\\boxed\\{(.*)}$", "$1");
        if (!same(row.path("answer").asText(""), expected)) {
          differences.add("%s theirs %s".formatted(row, boxed));
        }
        compared++;
      }
    }
    assertThat(compared).isEqualTo(3 * 100 * (Integer.numberOfTrailingZeros(n) + 1));
    // Which answers are the same is decided by another algebra system there: it reads -2, -20 as
    // one number, and cos x / sin x as cot x. Where nothing is grouped nothing differs.
    assertThat(differences).noneMatch(each -> each.contains("best-reward"));
    assertThat(differences.size()).as("%s", differences).isLessThanOrEqualTo(compared / 200);
    assertThat(accuracy(report, "best-reward(last)")).isCloseTo(naive, within(1e-9));
  }

  /** They print answers without blanks. */
  private static boolean same(String ours, String theirs) {
    return AnswerKey.of(ours).equals(AnswerKey.of(theirs))
        || ours.replaceAll("\\s", "").equals(theirs.replaceAll("\\s", ""));
  }

  @Test
  void qwensOutcomeRewardModel() throws IOException {
    Path file = DATA.resolve("qwen25math_rm_pool/math_cot_100.jsonl");
    assumeTrue(Files.exists(file), "the pool is not beside the checkout");
    JsonNode report =
        Cli.run("rank", "--pools=" + file, "--group-by=text", "--unanswered=vote", "--json").json();

    assertThat(accuracy(report, "best-reward(last)")).isCloseTo(0.94, within(1e-9));
    assertThat(accuracy(report, "majority")).isCloseTo(0.93, within(1e-9));
    assertThat(report.at("/mean/value").asDouble()).isCloseTo(0.91, within(1e-9));
    assertThat(report.at("/coverage/value").asDouble()).isCloseTo(0.96, within(1e-9));
    assertThat(report.get("decidable").asInt()).isEqualTo(10);
    assertThat(report.get("left").toString()).contains("negative scores");
  }

  @Test
  void treeOfThoughtsGameOf24() throws IOException {
    Path folder = DATA.resolve("tot_game24");
    assumeTrue(Files.isDirectory(folder), "the logs are not beside the checkout");
    JsonNode samples =
        Cli.run(
                "rank",
                "--pools="
                    + folder.resolve("gpt-4_0.7_naive_cot_sample_100_start900_end1000.jsonl.gz"),
                "--json")
            .json();
    JsonNode beams =
        Cli.run(
                "rank",
                "--pools="
                    + folder.resolve("gpt-4_0.7_propose1_value3_greedy5_start900_end1000.jsonl.gz"),
                "--sampling=first",
                "--json")
            .json();

    assertThat(samples.at("/mean/value").asDouble()).isCloseTo(0.0403, within(1e-9));
    assertThat(samples.at("/coverage/value").asDouble()).isCloseTo(0.49, within(1e-9));
    assertThat(beams.at("/coverage/value").asDouble()).isCloseTo(0.69, within(1e-9));
    assertThat(beams.at("/curve/0/accuracy/value").asDouble()).isCloseTo(0.62, within(1e-9));
  }

  @Test
  void treeOfThoughtsBeamSteps() throws IOException {
    Path file =
        DATA.resolve("tot_game24/gpt-4_0.7_propose1_value3_greedy5_start900_end1000.jsonl.gz");
    assumeTrue(Files.exists(file), "the logs are not beside the checkout");
    int steps = 0;
    for (String line :
        new TextFiles(new Configuration()).lines(new org.apache.hadoop.fs.Path(file.toString()))) {
      for (JsonNode step : JSON.readTree(line).get("steps")) {
        List<Double> values = new ArrayList<>();
        step.get("values").forEach(value -> values.add(value.asDouble()));
        Ranking ranking = new Ranking(values, Collections.nCopies(values.size(), false));
        List<String> kept =
            ranking.order().stream().limit(5).map(i -> step.get("new_ys").get(i).asText()).toList();
        List<String> theirs = new ArrayList<>();
        step.get("select_new_ys").forEach(text -> theirs.add(text.asText()));
        assertThat(kept).isEqualTo(theirs);
        steps++;
      }
    }
    assertThat(steps).isEqualTo(400);
  }

  @Test
  void foversBestOfFive() throws IOException {
    Path folder = DATA.resolve("fover_best_of_5");
    assumeTrue(Files.isDirectory(folder), "the selections are not beside the checkout");
    Map<String, Selection> selections = new HashMap<>();
    for (Selection each :
        new InputFiles(LocalSpark.session())
            .read(
                Formats.SELECTIONS, List.of(folder.resolve("selections.jsonl.gz").toString()), null)
            .list()) {
      assertThat(mean(numbers(each)))
          .isCloseTo(Objects.requireNonNull(each.reported()), within(1e-9));
      selections.put(each.task() + " " + each.model() + " " + each.verifier(), each);
    }
    assertThat(selections).hasSizeGreaterThan(500);
    JsonNode reported =
        JSON.readTree(folder.resolve("reported_Qwen2.5-7B-Instruct_bootstrap_test.json").toFile());
    Map<Integer, List<int[]>> draws = new HashMap<>();
    int compared = 0;
    for (Map.Entry<String, String> verifier : FOVER.entrySet()) {
      List<Double> all = new ArrayList<>();
      for (Map.Entry<String, JsonNode> task : reported.get(verifier.getKey()).properties()) {
        double[] differences;
        if (task.getKey().equals("all_datasets")) {
          differences = all.stream().mapToDouble(Double::doubleValue).toArray();
        } else {
          differences = differences(selections, task.getKey(), verifier.getValue());
          for (double each : differences) {
            all.add(each);
          }
        }
        Paired paired = new Paired(differences);
        List<int[]> resamples =
            draws.computeIfAbsent(differences.length, PublishedFiguresTest::numpyChoices);
        assertThat(paired.notBetter(resamples))
            .as("%s %s", verifier.getKey(), task.getKey())
            .isCloseTo(task.getValue().get("p_value").asDouble(), within(1e-9));
        compared++;
      }
    }
    assertThat(compared).isEqualTo(78);
  }

  /** Names in the table of p-values, and in the selections; told by the accuracies of both. */
  private static final Map<String, String> FOVER =
      Map.of(
          "fover_fldx2_symbol_multi_turn_balanced_last_step_20k_AdamW",
          "Qwen2.5-7B-Instruct_fldx2_symbol_multi_turn_balanced_last_step_20k_2.0e-6_0427",
          "fover_isabelle_all_multi_turn_balanced_last_step_20k_AdamW",
          "Qwen2.5-7B-Instruct_isabelle_all_multi_turn_balanced_last_step_20k_2.0e-6_0429",
          "fover_fldx2_symbol-isabelle_all_multi_turn_balanced_last_step_40k_AdamW",
          "Qwen2.5-7B-Instruct_fldx2_symbol-isabelle_all_multi_turn_balanced_last_step_40k_2.0e-6_0430",
          "Qwen/Qwen2.5-Math-7B-PRM800K",
          "Qwen2.5-Math-7B-PRM800K",
          "Qwen/Qwen2.5-Math-PRM-7B",
          "Qwen2.5-Math-PRM-7B",
          "Skywork/Skywork-o1-Open-PRM-Qwen-2.5-7B",
          "Skywork-o1-Open-PRM-Qwen-2.5-7B");

  private static double[] differences(
      Map<String, Selection> selections, String task, String verifier) {
    String model = "Qwen2.5-7B-Instruct";
    double[] ours =
        numbers(Objects.requireNonNull(selections.get(task + " " + model + " " + verifier)));
    double[] base =
        numbers(Objects.requireNonNull(selections.get(task + " " + model + " " + model)));
    return Paired.of(ours, base).differences();
  }

  private static double[] numbers(Selection selection) {
    return selection.correct().stream().mapToDouble(each -> each ? 1 : 0).toArray();
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).average().orElseThrow();
  }

  /**
   * What NumPy's RandomState(68 + i).choice(n, n) draws, for i from 0 to 999: 32 bits of a Mersenne
   * Twister of that seed, cut to the bits of n - 1 and drawn again where they are above it.
   */
  private static List<int[]> numpyChoices(int n) {
    int mask = n == 1 ? 0 : -1 >>> Integer.numberOfLeadingZeros(n - 1);
    return Stream.iterate(0, i -> i < 1_000, i -> i + 1)
        .map(
            i -> {
              MersenneTwister twister = new MersenneTwister(68 + i);
              int[] drawn = new int[n];
              for (int j = 0; j < n; j++) {
                do {
                  drawn[j] = twister.nextInt() & mask;
                } while (drawn[j] > n - 1);
              }
              return drawn;
            })
        .toList();
  }

  private static double accuracy(JsonNode report, String vote) {
    for (JsonNode method : report.get("methods")) {
      if (method.get("vote").asText().equals(vote)) {
        return method.at("/accuracy/value").asDouble();
      }
    }
    throw new AssertionError("no vote " + vote + " in " + report.get("methods"));
  }
}
