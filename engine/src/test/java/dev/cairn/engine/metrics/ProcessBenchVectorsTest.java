package dev.cairn.engine.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cairn.engine.answer.Vectors;
import dev.cairn.engine.metrics.FirstError.Good;
import dev.cairn.engine.metrics.ThresholdSearch.Best;
import dev.cairn.engine.metrics.ThresholdSearch.Solution;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ProcessBenchVectorsTest {
  @Test
  void agreesWithEveryVector() throws IOException {
    Map<String, Integer> compared = new TreeMap<>();
    for (JsonNode row : Vectors.read("processbench_f1.jsonl")) {
      String type = row.get("type").asText();
      compared.merge(type, 1, Integer::sum);
      switch (type) {
        case "critic", "critic_voting", "prm_plus_minus" -> predictions(row, type);
        case "threshold_search" -> threshold(row);
        case "hf_fork_four_subsets" -> subsets(row);
        case "paper_table" -> paper(row);
        default -> throw new AssertionError(type);
      }
    }
    assertThat(compared).hasSize(6).containsEntry("critic", 38).containsEntry("paper_table", 66);
  }

  private static void predictions(JsonNode row, String type) {
    FirstErrorF1 score = FirstErrorF1.NONE;
    for (int i = 0; i < row.get("labels").size(); i++) {
      JsonNode critique = row.path("critiques").path(i);
      Integer prediction =
          switch (type) {
            case "critic" -> FirstError.critic(critique.asText());
            case "critic_voting" -> FirstError.majority(texts(critique));
            default -> FirstError.predict(texts(row.path("step_tokens").path(i)));
          };
      JsonNode theirs = row.get("predictions").get(i);
      if (prediction == null || theirs.isNull()) {
        assertThat(prediction).as("%s %d", row, i).isNull();
        assertThat(theirs.isNull()).as("%s %d", row, i).isTrue();
      } else {
        assertThat(prediction.intValue()).as("%s %d", row, i).isEqualTo(theirs.asInt());
      }
      score = plus(score, row.get("labels").get(i).asInt(), prediction);
    }
    same(score, row);
  }

  private static void threshold(JsonNode row) {
    List<Solution> solutions = new ArrayList<>();
    for (int i = 0; i < row.get("labels").size(); i++) {
      List<Double> scores = new ArrayList<>();
      row.get("raw_scores").get(i).forEach(raw -> scores.add(1 / (1 + Math.exp(-raw.asDouble()))));
      solutions.add(new Solution(row.get("labels").get(i).asInt(), scores));
    }
    double[] grid = ThresholdSearch.grid(row.get("num_thresholds").asInt());
    long correct = solutions.stream().filter(each -> each.label() == FirstError.NO_ERROR).count();
    if (correct == 0 || correct == solutions.size()) {
      assertThat(row.get("best_threshold").isNull()).isTrue();
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new ThresholdSearch(Good.AT_LEAST).best(solutions, grid));
      return;
    }
    Best best = new ThresholdSearch(Good.AT_LEAST).best(solutions, grid);
    assertThat(best.score().f1().get())
        .isCloseTo(row.get("best_f1_fraction").asDouble(), within(1e-9));
    if (best.score().f1().get() > 0) {
      assertThat(best.threshold()).isCloseTo(row.get("best_threshold").asDouble(), within(1e-9));
    }
    for (double threshold : new double[] {0, 0.25, 0.5, best.threshold(), 1}) {
      FirstErrorF1 slow = FirstErrorF1.NONE;
      for (Solution each : solutions) {
        int predicted = FirstError.predict(each.scores(), threshold, Good.AT_LEAST);
        slow = slow.plus(each.label(), predicted == each.label());
      }
      assertThat(
              new ThresholdSearch(Good.AT_LEAST).best(solutions, new double[] {threshold}).score())
          .isEqualTo(slow);
    }
  }

  private static void subsets(JsonNode row) {
    List<FirstErrorF1> scores = new ArrayList<>();
    List<Long> sizes = new ArrayList<>();
    for (JsonNode subset : row.get("subsets")) {
      FirstErrorF1 score = FirstErrorF1.NONE;
      for (int i = 0; i < subset.get("labels").size(); i++) {
        JsonNode predicted = subset.get("predictions").get(i);
        score =
            plus(
                score,
                subset.get("labels").get(i).asInt(),
                predicted.isNull() ? null : predicted.asInt());
      }
      same(score, subset);
      scores.add(score);
      sizes.add(score.errors() + score.correct());
    }
    Figure average = FirstErrorF1.average(scores);
    assertThat(average.defined()).isEqualTo(!row.get("macro_f1").isNull());
    if (average.defined()) {
      assertThat(100 * average.get()).isCloseTo(row.get("macro_f1").asDouble(), within(1e-9));
      // Their own average, by size, is another number, computed from the same subsets.
      double weighted = 0;
      long all = 0;
      for (int i = 0; i < scores.size(); i++) {
        weighted += sizes.get(i) * 100 * scores.get(i).f1().get();
        all += sizes.get(i);
      }
      assertThat(weighted / all).isCloseTo(row.get("weighted_f1").asDouble(), within(1e-9));
    }
  }

  private static void paper(JsonNode row) {
    double f1 =
        FirstErrorF1.harmonicMean(
            row.get("error_acc").asDouble(), row.get("correct_acc").asDouble());
    assertThat(f1).isCloseTo(row.get("f1").asDouble(), within(row.get("tolerance").asDouble()));
  }

  private static FirstErrorF1 plus(FirstErrorF1 score, int label, @Nullable Integer prediction) {
    return score.plus(label, prediction != null && prediction == label);
  }

  /** Their NaN (null) is, of F1, either an empty group or two accuracies of 0. */
  private static void same(FirstErrorF1 ours, JsonNode theirs) {
    percent(ours.errorAccuracy(), theirs.get("error_acc"));
    percent(ours.correctAccuracy(), theirs.get("correct_acc"));
    if (theirs.get("f1").isNull() && ours.f1().defined()) {
      assertThat(ours.errorsFound() + ours.correctFound()).isZero();
      assertThat(ours.f1().get()).isZero();
    } else {
      percent(ours.f1(), theirs.get("f1"));
    }
  }

  private static void percent(Figure ours, JsonNode theirs) {
    assertThat(ours.defined()).as("%s and %s", ours, theirs).isEqualTo(!theirs.isNull());
    if (ours.defined()) {
      assertThat(100 * ours.get()).isCloseTo(theirs.asDouble(), within(1e-9));
    }
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(each -> texts.add(each.asText()));
    return texts;
  }
}
