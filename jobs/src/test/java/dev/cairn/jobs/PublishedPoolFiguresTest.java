package dev.cairn.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cairn.engine.answer.AnswerKey;
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
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.commons.math3.random.MersenneTwister;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Figures of pools and votes that others published, from their own data by our commands. */
class PublishedPoolFiguresTest {
  private static final Path DATA = Path.of("..", "..", "shared", "data");
  private static final ObjectMapper JSON = new ObjectMapper();

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
            draws.computeIfAbsent(differences.length, PublishedPoolFiguresTest::numpyChoices);
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
