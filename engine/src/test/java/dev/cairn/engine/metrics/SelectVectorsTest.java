package dev.cairn.engine.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cairn.engine.answer.Vectors;
import dev.cairn.engine.metrics.Curve.Method;
import dev.cairn.engine.metrics.Curve.Point;
import dev.cairn.engine.search.Aggregation;
import dev.cairn.engine.vote.Ballot;
import dev.cairn.engine.vote.BestReward;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SelectVectorsTest {
  private static final Map<String, Aggregation> AGGREGATIONS =
      Map.of(
          "last", Aggregation.LAST,
          "min", Aggregation.MIN,
          "max", Aggregation.MAX,
          "mean", Aggregation.MEAN,
          "prod", Aggregation.PRODUCT,
          "sum", Aggregation.SUM);

  @Test
  void ranksAsTheFormulaDoesWithTiesBrokenByIndexAndAtRandom() throws IOException {
    int compared = 0;
    int refused = 0;
    for (JsonNode row : Vectors.read("select.jsonl")) {
      if (!row.get("type").asText().equals("pool") || !row.hasNonNull("formula")) {
        continue;
      }
      for (Map.Entry<String, Aggregation> each : AGGREGATIONS.entrySet()) {
        JsonNode formula = row.at("/formula/" + each.getKey());
        if (each.getValue() == Aggregation.PRODUCT && smallest(row) < 0) {
          assertThatIllegalArgumentException()
              .isThrownBy(() -> ranking(row, each.getValue()))
              .withMessageContaining("must not be negative for a product");
          refused++;
        } else if (formula.isObject()) {
          compare(row, formula, each.getValue());
          compared++;
        }
      }
      if (row.hasNonNull("oracle")) {
        GradedPool pool = graded(row);
        assertThat(pool.rightOnes() > 0 ? 1 : 0).isEqualTo(row.get("oracle").asInt());
        assertThat(pool.meanAccuracy()).isCloseTo(row.get("mean_correct").asDouble(), within(1e-9));
      }
    }
    assertThat(compared).isGreaterThan(800);
    assertThat(refused).isEqualTo(9);
  }

  private static void compare(JsonNode row, JsonNode formula, Aggregation aggregation) {
    Ranking ranking = ranking(row, aggregation);
    for (int i = 0; i < ranking.scores().size(); i++) {
      List<Double> rewards = rewards(row.get("step_scores").get(i));
      assertThat(aggregation.apply(rewards))
          .isCloseTo(formula.at("/scores/" + i).asDouble(), within(1e-9));
    }
    List<Integer> ties = new ArrayList<>();
    formula.get("ties").forEach(tie -> ties.add(tie.asInt()));
    assertThat(ranking.best()).as("%s %s", row.get("id"), aggregation).isEqualTo(ties);
    assertThat(ranking.order().get(0)).isEqualTo(formula.get("argmax_first").asInt());
    if (formula.hasNonNull("rank_at_1_first")) {
      assertThat(ranking.correctAt(1) ? 1 : 0).isEqualTo(formula.get("rank_at_1_first").asInt());
      assertThat(ranking.expectedCorrectAt(1))
          .isCloseTo(formula.get("rank_at_1_expected").asDouble(), within(1e-9));
    }
  }

  @Test
  void expectsOfTheBestOfRandomSubsetsWhatEnumerationGives() throws IOException {
    int compared = 0;
    for (JsonNode row : Vectors.read("select.jsonl")) {
      if (!row.get("type").asText().equals("bon_curve")) {
        continue;
      }
      List<Ballot> ballots = new ArrayList<>();
      List<Boolean> correct = new ArrayList<>();
      for (int i = 0; i < row.get("scores").size(); i++) {
        ballots.add(new Ballot("" + i, List.of(row.at("/scores/" + i).asDouble())));
        correct.add(row.at("/correct/" + i).asInt() == 1);
      }
      GradedPool pool = new GradedPool(ballots, correct);
      for (int k = 1; k <= pool.size(); k++) {
        Point point = new Curve(1, 0).at(k, pool, new BestReward(Aggregation.LAST));
        assertThat(point.method()).isEqualTo(Method.EXACT);
        assertThat(point.value())
            .as("%s k=%d", row, k)
            .isCloseTo(row.at("/expected/" + (k - 1)).asDouble(), within(1e-9));
        assertThat(PassAtK.estimate(pool.size(), pool.rightOnes(), k))
            .isCloseTo(row.at("/pass_at_k/" + (k - 1)).asDouble(), within(1e-9));
        compared++;
      }
    }
    assertThat(compared).isGreaterThan(100);
  }

  private static Ranking ranking(JsonNode row, Aggregation aggregation) {
    List<Double> scores = new ArrayList<>();
    row.get("step_scores").forEach(steps -> scores.add(aggregation.rank(rewards(steps))));
    return new Ranking(scores, correct(row));
  }

  private static GradedPool graded(JsonNode row) {
    List<Ballot> ballots = new ArrayList<>();
    for (int i = 0; i < row.get("answers").size(); i++) {
      ballots.add(new Ballot(null, rewards(row.get("step_scores").get(i))));
    }
    return new GradedPool(ballots, correct(row));
  }

  private static List<Boolean> correct(JsonNode row) {
    JsonNode given = row.hasNonNull("correct") ? row.get("correct") : row.path("qwen_correct");
    List<Boolean> correct = new ArrayList<>();
    for (int i = 0; i < row.get("answers").size(); i++) {
      correct.add(given.path(i).asBoolean());
    }
    return correct;
  }

  private static List<Double> rewards(JsonNode steps) {
    List<Double> rewards = new ArrayList<>();
    steps.forEach(step -> rewards.add(step.asDouble()));
    return rewards;
  }

  private static double smallest(JsonNode row) {
    double smallest = 0;
    for (JsonNode steps : row.get("step_scores")) {
      for (JsonNode step : steps) {
        smallest = Math.min(smallest, step.asDouble());
      }
    }
    return smallest;
  }
}
