package dev.cairn.engine.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cairn.engine.answer.Vectors;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class PassAtKVectorsTest {
  @Test
  void agreesWithEveryVector() throws IOException {
    Map<String, Integer> compared = new TreeMap<>();
    for (JsonNode row : Vectors.read("passk.jsonl")) {
      String type = row.get("type").asText();
      compared.merge(type, 1, Integer::sum);
      switch (type) {
        case "pass_at_k" -> single(row);
        case "pass_at_k_k_gt_n" ->
            assertThatIllegalArgumentException()
                .isThrownBy(() -> PassAtK.estimate(i(row, "n"), i(row, "c"), i(row, "k")));
        case "mean_pass_at_k" -> mean(row);
        case "g_pass_at_k" -> atLeast(row);
        default -> throw new AssertionError(type);
      }
    }
    assertThat(compared)
        .hasSize(4)
        .containsEntry("pass_at_k", 907)
        .containsEntry("g_pass_at_k", 66);
  }

  private static void single(JsonNode row) {
    assertThat(PassAtK.estimate(i(row, "n"), i(row, "c"), i(row, "k")))
        .as(row.toString())
        .isCloseTo(row.get("exact_double").asDouble(), within(1e-12));
  }

  private static void mean(JsonNode row) {
    double sum = 0;
    for (int p = 0; p < row.get("n").size(); p++) {
      double value =
          PassAtK.estimate(row.at("/n/" + p).asInt(), row.at("/c/" + p).asInt(), i(row, "k"));
      assertThat(value).isCloseTo(row.at("/per_problem/" + p).asDouble(), within(1e-9));
      sum += value;
    }
    assertThat(sum / row.get("n").size()).isCloseTo(row.get("value").asDouble(), within(1e-9));
  }

  private static void atLeast(JsonNode row) {
    int n = i(row, "n");
    int c = i(row, "c");
    int k = i(row, "k");
    row.get("g_pass")
        .properties()
        .forEach(
            each ->
                assertThat(PassAtK.atLeast(n, c, k, Double.parseDouble(each.getKey())))
                    .as("%s at %s", row, each.getKey())
                    .isCloseTo(each.getValue().asDouble(), within(1e-9)));
    assertThat(PassAtK.meanAtLeast(n, c, k)).isCloseTo(row.get("mg_pass").asDouble(), within(1e-9));
    assertThat(PassAtK.all(n, c, k)).isCloseTo(row.get("pass_hat_k").asDouble(), within(1e-9));
  }

  private static int i(JsonNode row, String field) {
    return row.get(field).asInt();
  }
}
