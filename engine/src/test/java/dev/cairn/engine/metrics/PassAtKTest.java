package dev.cairn.engine.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cairn.engine.answer.Vectors;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class PassAtKTest {
  @Test
  void countsTheSubsetsWithARightSample() {
    // 4 of the 10 pairs of 5 samples hold the one right sample; 7 of them hold one of two.
    assertThat(PassAtK.estimate(5, 1, 2)).isCloseTo(0.4, within(1e-15));
    assertThat(PassAtK.estimate(5, 2, 2)).isCloseTo(0.7, within(1e-15));
  }

  @Test
  void isTheShareOfRightSamplesForOne() {
    assertThat(PassAtK.estimate(100_000, 12_345, 1)).isCloseTo(0.12345, within(1e-12));
  }

  @Test
  void isSureAtItsEnds() {
    assertThat(PassAtK.estimate(8, 0, 8)).isZero();
    assertThat(PassAtK.estimate(8, 8, 1)).isEqualTo(1);
    assertThat(PassAtK.estimate(8, 3, 6)).isEqualTo(1);
  }

  @Test
  void refusesMoreThanThereAreSamples() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PassAtK.estimate(2, 0, 5))
        .withMessage(
            "k must be in [1, n] but was 5 with 2 samples; sample more or ask for a smaller k");
    assertThatIllegalArgumentException().isThrownBy(() -> PassAtK.estimate(2, 0, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> PassAtK.estimate(2, 3, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> PassAtK.estimate(2, -1, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> PassAtK.estimate(0, 0, 1));
  }

  @Test
  void agreesWithTheOracleVectors() throws IOException {
    int compared = 0;
    for (JsonNode row : Vectors.read("passk.jsonl")) {
      int n = row.path("n").asInt();
      int c = row.path("c").asInt();
      int k = row.path("k").asInt();
      switch (row.get("type").asText()) {
        case "pass_at_k" -> {
          double exact = row.get("exact_double").asDouble();
          assertThat(PassAtK.estimate(n, c, k)).as("%s", row).isCloseTo(exact, within(1e-9));
          compared++;
        }
        case "pass_at_k_k_gt_n" ->
            assertThatIllegalArgumentException().isThrownBy(() -> PassAtK.estimate(n, c, k));
        default -> {
          // Other figures and the mean over problems, which this class does not compute.
        }
      }
    }
    assertThat(compared).isPositive();
  }
}
