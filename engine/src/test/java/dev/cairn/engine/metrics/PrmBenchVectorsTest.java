package dev.cairn.engine.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cairn.engine.answer.Vectors;
import dev.cairn.engine.metrics.PrmBench.Judged;
import dev.cairn.engine.metrics.PrmBench.Metrics;
import dev.cairn.engine.vote.Ballot;
import dev.cairn.engine.vote.ShiftedProduct;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class PrmBenchVectorsTest {
  private static final Set<String> REDUNDANCY = Set.of("redundency", "circular");

  @Test
  void agreesWithEveryVector() throws IOException {
    Map<String, Integer> compared = new TreeMap<>();
    for (JsonNode row : Vectors.read("prmscore.jsonl")) {
      String type = row.get("type").asText();
      compared.merge(type.replaceAll("_[0-9.]+", ""), 1, Integer::sum);
      if (type.equals("bon_shifted_product")) {
        bestOfN(row);
      } else {
        scores(row);
      }
    }
    assertThat(compared)
        .hasSize(4)
        .containsEntry("full", 26)
        .containsEntry("hand", 11)
        .containsEntry("bon_shifted_product", 16);
  }

  private static void scores(JsonNode row) {
    List<Judged> judged = judged(row);
    JsonNode expected = row.get("expected");
    Map<String, Metrics> byClass = PrmBench.byClass(judged);
    byClass.forEach((name, metrics) -> same(row, metrics, expected.get("by_class"), "/" + name));
    same(row, PrmBench.total(judged), expected.get("total"), "");
    assertThat(new MinusOne(PrmBench.total(judged).confusion()).prmScore())
        .isCloseTo(expected.get("prmscore_total").asDouble(), within(1e-9));
    expected
        .get("prmscore_by_class")
        .properties()
        .forEach(
            each -> {
              Metrics metrics = metrics(byClass, each.getKey());
              double theirs = each.getValue().asDouble();
              assertThat(new MinusOne(metrics.confusion()).prmScore(each.getKey()))
                  .isCloseTo(theirs, within(1e-9));
              boolean whole =
                  new MinusOne(metrics.confusion()).f1() >= 0
                      && new MinusOne(metrics.confusion()).negatives().f1() >= 0;
              if (whole || (each.getKey().equals(PrmBench.MULTI_SOLUTIONS) && theirs >= 0)) {
                assertThat(metrics.prmScore().get()).isCloseTo(theirs, within(1e-9));
              }
            });
    expected
        .path("prmscore_group")
        .properties()
        .forEach(
            group -> {
              List<String> classes = PrmBench.GROUPS.getOrDefault(group.getKey(), List.of());
              assertThat(
                      classes.stream()
                          .mapToDouble(
                              name ->
                                  new MinusOne(metrics(byClass, name).confusion()).prmScore(name))
                          .average()
                          .orElseThrow())
                  .isCloseTo(group.getValue().asDouble(), within(1e-9));
            });
  }

  private static Metrics metrics(Map<String, Metrics> byClass, String name) {
    // A class whose solutions were all invalid has no metrics of ours and -1 everywhere of theirs.
    return byClass.getOrDefault(name, new Metrics(Confusion.NONE, 0, 0, Figure.none("not judged")));
  }

  private static void same(JsonNode row, Metrics ours, JsonNode theirs, String name) {
    MinusOne sentinels = new MinusOne(ours.confusion());
    Map<String, Double> figures = new LinkedHashMap<>();
    figures.put("correct_step_acc", sentinels.recall());
    figures.put("wrong_step_acc", sentinels.negatives().recall());
    figures.put("total_step_acc", sentinels.accuracy());
    figures.put("first_error_acc", ours.firstErrorAccuracy().orElse(-1));
    figures.put("similarity", ours.similarity().orElse(-1));
    figures.put("precision", sentinels.precision());
    figures.put("recall", sentinels.recall());
    figures.put("f1", sentinels.f1());
    figures.put("negative_precision", sentinels.negatives().precision());
    figures.put("negative_recall", sentinels.negatives().recall());
    figures.put("negative_f1", sentinels.negatives().f1());
    figures.forEach(
        (figure, value) -> {
          JsonNode expected = theirs.at("/" + figure + name);
          assertThat(expected.isNumber()).as("%s%s of %s", figure, name, row).isTrue();
          assertThat(value)
              .as("%s%s of %s", figure, name, row)
              .isCloseTo(expected.asDouble(), within(1e-9));
        });
  }

  /** The valid results, each sample's first, with redundancy labels where they are asked for. */
  private static List<Judged> judged(JsonNode row) {
    Map<String, JsonNode> samples = new LinkedHashMap<>();
    row.get("samples").forEach(sample -> samples.put(sample.get("idx").asText(), sample));
    List<Judged> judged = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (JsonNode result : row.get("results")) {
      String idx = result.get("idx").asText();
      JsonNode sample = samples.get(idx);
      if (sample == null || !result.path("validity").asBoolean(true) || !seen.add(idx)) {
        continue;
      }
      String classification = sample.get("classification").asText();
      JsonNode redundant = result.at("/scores/step_level_redundancy_labels");
      boolean byRedundancy = REDUNDANCY.contains(classification) && redundant.isArray();
      List<Boolean> good = new ArrayList<>();
      (byRedundancy ? redundant : result.at("/scores/step_level_validity_labels"))
          .forEach(label -> good.add(byRedundancy != (label.asBoolean() || label.asInt() != 0)));
      Set<Integer> errors = new HashSet<>();
      sample.get("error_steps").forEach(step -> errors.add(step.asInt()));
      judged.add(
          new Judged(
              classification,
              idx.substring(classification.length() + 1),
              errors,
              good,
              sample.get("n_steps").asInt()));
    }
    return judged;
  }

  private static void bestOfN(JsonNode row) {
    Map<String, JsonNode> results = new LinkedHashMap<>();
    row.get("results").forEach(result -> results.put(result.get("idx").asText(), result));
    Map<String, List<JsonNode>> pools = new LinkedHashMap<>();
    row.get("samples")
        .forEach(
            sample ->
                pools
                    .computeIfAbsent(
                        sample.get("idx").asText().split("/", -1)[0], name -> new ArrayList<>())
                    .add(sample));
    int right = 0;
    int covered = 0;
    for (List<JsonNode> pool : pools.values()) {
      List<Ballot> ballots = new ArrayList<>();
      List<Boolean> correct = new ArrayList<>();
      // Their pass@n counts the candidates without a valid judgement as well.
      covered +=
          pool.stream().anyMatch(sample -> sample.get("label").asText().equals("correct")) ? 1 : 0;
      for (JsonNode sample : pool) {
        JsonNode result = results.get(sample.get("idx").asText());
        if (result != null && result.path("validity").asBoolean(true)) {
          List<Double> rewards = new ArrayList<>();
          result
              .at("/scores/step_level_validity_scores")
              .forEach(score -> rewards.add(score.asDouble()));
          ballots.add(new Ballot(sample.get("boxed").asText(), rewards));
          correct.add(sample.get("label").asText().equals("correct"));
        }
      }
      if (!ballots.isEmpty()) {
        right += new GradedPool(ballots, correct).correct(new ShiftedProduct()) ? 1 : 0;
      }
    }
    double problems = pools.size();
    assertThat(right / problems)
        .as(row.toString())
        .isCloseTo(row.at("/expected/prm_bon").asDouble(), within(1e-9));
    assertThat(covered / problems)
        .isCloseTo(row.at("/expected/pass_at_n").asDouble(), within(1e-9));
  }
}
