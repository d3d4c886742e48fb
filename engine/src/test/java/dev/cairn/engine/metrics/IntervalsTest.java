package dev.cairn.engine.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cairn.engine.answer.Vectors;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class IntervalsTest {
  @Test
  void wilsonKeepsItsEndsForAllAndNone() {
    Estimate none = Intervals.wilson(0, 10, 0.95);
    Estimate all = Intervals.wilson(10, 10, 0.95);

    // z^2 / (n + z^2) with z = 1.96
    assertThat(none.low()).isZero();
    assertThat(none.high()).isCloseTo(0.2775328, within(1e-7));
    assertThat(all.low()).isCloseTo(1 - none.high(), within(1e-12));
    assertThat(all.high()).isEqualTo(1);
  }

  @Test
  void wilsonSaysWhatItIs() {
    Estimate estimate = Intervals.wilson(3, 4, 0.99);

    assertThat(estimate.value()).isEqualTo(0.75);
    assertThat(estimate.n()).isEqualTo(4);
    assertThat(estimate.method()).isEqualTo("wilson 0.99");
  }

  @Test
  void wilsonAgreesWithTheOracleVectors() throws IOException {
    int compared = 0;
    for (JsonNode row : Vectors.read("calibration_stats.jsonl")) {
      if (row.get("type").asText().equals("binomial_ci")) {
        Estimate estimate = Intervals.wilson(row.get("k").asLong(), row.get("n").asLong(), 0.95);
        assertThat(estimate.low()).isCloseTo(row.at("/wilson/0").asDouble(), within(1e-9));
        assertThat(estimate.high()).isCloseTo(row.at("/wilson/1").asDouble(), within(1e-9));
        compared++;
      }
    }
    assertThat(compared).isPositive();
  }

  @Test
  void clusteredMeanUsesTheSpreadOfTheProblems() {
    // 0, 0.5, 1 and 0.5: mean 0.5, sample variance 1/6
    Estimate estimate = Intervals.clusteredMean(4, 2, 1.5, 0.95);

    assertThat(estimate.value()).isEqualTo(0.5);
    assertThat(estimate.low())
        .isCloseTo(0.5 - 1.959963984540054 * Math.sqrt(1.0 / 24), within(1e-12));
    assertThat(estimate.high()).isCloseTo(1 - estimate.low(), within(1e-12));
    assertThat(estimate.method()).isEqualTo("clustered normal 0.95");
  }

  @Test
  void clusteredMeanAgreesWithTheOracleVectors() throws IOException {
    int compared = 0;
    for (JsonNode row : Vectors.read("calibration_stats.jsonl")) {
      if (!row.get("type").asText().equals("mean_stderr")) {
        continue;
      }
      double sum = 0;
      double squares = 0;
      for (JsonNode x : row.get("xs")) {
        sum += x.asDouble();
        squares += x.asDouble() * x.asDouble();
      }
      // A confidence of 68.27 % is one standard error to either side, which clips least.
      double confidence = 0.6826894921370859;
      Estimate estimate = Intervals.clusteredMean(row.get("xs").size(), sum, squares, confidence);
      double mean = row.get("mean").asDouble();
      double error = row.get("mean_stderr").asDouble();
      assertThat(estimate.value()).isCloseTo(mean, within(1e-12));
      assertThat(estimate.low()).isCloseTo(Math.max(0, mean - error), within(1e-9));
      assertThat(estimate.high()).isCloseTo(Math.min(1, mean + error), within(1e-9));
      compared++;
    }
    assertThat(compared).isPositive();
  }

  @Test
  void clusteredMeanStaysBetweenZeroAndOne() {
    Estimate estimate = Intervals.clusteredMean(3, 2.9, 2.81, 0.95);
    Estimate sure = Intervals.clusteredMean(10, 3, 0.9, 0.95);

    assertThat(estimate.high()).isEqualTo(1);
    assertThat(sure.low()).isCloseTo(0.3, within(1e-6));
  }

  @Test
  void oneProblemTellsNothingOfTheSpread() {
    Estimate estimate = Intervals.clusteredMean(1, 0.25, 0.0625, 0.95);

    assertThat(estimate.value()).isEqualTo(0.25);
    assertThat(estimate.low()).isZero();
    assertThat(estimate.high()).isEqualTo(1);
  }

  @Test
  void refusesFiguresThatRestOnNothingOrCannotBe() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Intervals.wilson(0, 0, 0.95))
        .withMessage("n must be at least 1 but was 0; without a problem there is no figure");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Intervals.wilson(5, 4, 0.95))
        .withMessage("successes must be in [0, n] but was 5 of 4");
    assertThatIllegalArgumentException().isThrownBy(() -> Intervals.wilson(-1, 4, 0.95));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Intervals.wilson(1, 4, 95))
        .withMessage("confidence must be in (0, 1) but was 95.0");
    assertThatIllegalArgumentException().isThrownBy(() -> Intervals.clusteredMean(0, 0, 0, 0.95));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Intervals.clusteredMean(2, 3, 3, 0.95))
        .withMessage("sum and sumOfSquares must be of 2 numbers in [0, 1] but were 3.0 and 3.0");
    assertThatIllegalArgumentException().isThrownBy(() -> Intervals.clusteredMean(2, 1, 0.4, 0.95));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Intervals.clusteredMean(2, Double.NaN, 1, 0.95));
    assertThatIllegalArgumentException().isThrownBy(() -> new Estimate(0.5, 0.6, 0.7, 1, "x"));
  }
}
