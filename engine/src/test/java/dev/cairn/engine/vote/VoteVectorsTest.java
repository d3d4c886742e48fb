package dev.cairn.engine.vote;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cairn.engine.answer.AnswerKey;
import dev.cairn.engine.answer.Vectors;
import dev.cairn.engine.search.Aggregation;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Compares the votes with an independent program's.
 *
 * <p>Left out, since that program means something else there: pools with a candidate that has no
 * answer (it lets the empty answer win), answers that its extractor changes, pools whose answers it
 * puts into other classes (it has computer algebra, but keeps units and words in other ways),
 * weighted ties (it takes the first class), and negative rewards. Rewards above 1, which are those
 * of real pools with one reward per candidate, are scaled down where only their order matters and
 * left out elsewhere.
 */
class VoteVectorsTest {
  private static final Map<String, Aggregation> AGGREGATIONS =
      Map.of("last", Aggregation.LAST, "min", Aggregation.MIN, "prod", Aggregation.PRODUCT);

  @Test
  void agreesWithTheOracleVectors() throws IOException {
    int compared = 0;
    List<String> differences = new ArrayList<>();
    for (JsonNode row : Vectors.read("select.jsonl")) {
      if (!row.get("type").asText().equals("pool")) {
        continue;
      }
      boolean scaled = largest(row) > 1;
      for (int n = 1; n <= row.get("answers").size(); n *= 2) {
        if (!comparable(row, n)) {
          continue;
        }
        List<Ballot> pool = pool(row, n, scaled);
        for (Map.Entry<String, Aggregation> each : AGGREGATIONS.entrySet()) {
          JsonNode theirs = row.at("/search_and_learn/%s/@%d".formatted(each.getKey(), n));
          String label = "%s %s@%d".formatted(row.get("id").asText(), each.getKey(), n);
          Decision naive = new BestReward(each.getValue()).decide(pool);
          Decision weighted = new WeightedMajority(each.getValue()).decide(pool);
          compared += compare(label, new Majority().decide(pool), theirs, "maj", differences);
          compared += compare(label, naive, theirs, "naive", differences);
          if (!scaled && !weighted.tied()) {
            compared += compare(label, weighted, theirs, "weighted", differences);
          }
        }
      }
    }
    assertThat(differences).isEmpty();
    assertThat(compared).isGreaterThan(3_000);
  }

  private static int compare(
      String label, Decision ours, JsonNode theirs, String vote, List<String> differences) {
    String boxed = theirs.get(vote).asText();
    String expected = boxed.substring("\\boxed{".length(), boxed.length() - 1);
    String answer = ours.answer();
    if (answer == null || !AnswerKey.of(answer).equals(AnswerKey.of(expected))) {
      differences.add("%s %s: %s but theirs %s".formatted(label, vote, answer, expected));
    }
    return 1;
  }

  private static boolean comparable(JsonNode row, int n) {
    JsonNode canonical = row.at("/search_and_learn/canonical");
    for (int i = 0; i < n; i++) {
      if (row.get("answers").get(i).isNull() || smallest(row) < 0) {
        return false;
      }
      if (!AnswerKey.of(row.at("/search_and_learn/preds").get(i).asText()).equals(key(row, i))) {
        return false;
      }
      for (int j = 0; j < i; j++) {
        boolean theirs = canonical.get(i).equals(canonical.get(j));
        if (theirs != key(row, i).equals(key(row, j))) {
          return false;
        }
      }
    }
    return true;
  }

  private static String key(JsonNode row, int i) {
    return AnswerKey.of(row.get("answers").get(i).asText());
  }

  private static List<Ballot> pool(JsonNode row, int n, boolean scaled) {
    List<Ballot> pool = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      List<Double> rewards = new ArrayList<>();
      row.get("step_scores").get(i).forEach(r -> rewards.add(r.asDouble() / (scaled ? 100 : 1)));
      pool.add(new Ballot(row.get("answers").get(i).asText(), rewards));
    }
    return pool;
  }

  private static double largest(JsonNode row) {
    double largest = 0;
    for (JsonNode steps : row.get("step_scores")) {
      for (JsonNode reward : steps) {
        largest = Math.max(largest, reward.asDouble());
      }
    }
    return largest;
  }

  private static double smallest(JsonNode row) {
    double smallest = 0;
    for (JsonNode steps : row.get("step_scores")) {
      for (JsonNode reward : steps) {
        smallest = Math.min(smallest, reward.asDouble());
      }
    }
    return smallest;
  }
}
