package dev.cairn.engine.search.strategy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.cairn.engine.search.Aggregation;
import dev.cairn.engine.search.strategy.EntropicParticleFiltering.Annealing;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EntropicParticleFilteringTest {
  private static final double[] MIXED = logOdds(0.9, 0.8, 0.5, 0.1);
  private static final double[] PEAKED = logOdds(0.99, 0.1, 0.1, 0.1);

  private static double[] logOdds(double... rewards) {
    return Arrays.stream(rewards).map(Weights::logOdds).toArray();
  }

  private static EntropicParticleFiltering filter(Annealing annealing, double threshold) {
    return new EntropicParticleFiltering(
        4,
        Resampling.SYSTEMATIC,
        annealing,
        threshold,
        0.5,
        40,
        ParticlePool.EVER,
        0,
        Aggregation.LAST);
  }

  /** Golden test 12, the temperatures. */
  @ParameterizedTest
  @CsvSource({
    "BASE,    0,    2.0000, 2.0000",
    "ESS,     0,    1.9689, 3.9732",
    "ENTROPY, 0,    1.5936, 53.00",
    "BASE,    0.25, 1.7500, 1.7500",
    "ESS,     0.25, 1.4767, 2.9799",
    "ENTROPY, 0.25, 1.3877, 3.7857",
  })
  void findsTheTemperaturesOfTheVectors(
      Annealing annealing, double progress, double mixed, double peaked) {
    assertThat(annealing.temperature(Weights.softmax(MIXED, 1), progress))
        .isEqualTo(mixed, within(5e-5));
    assertThat(annealing.temperature(Weights.softmax(PEAKED, 1), progress))
        .isEqualTo(peaked, within(peaked > 10 ? 5e-3 : 5e-5));
  }

  /** Golden test 12, the tempered weights. */
  @Test
  void flattensWeightsThatOneParticleHolds() {
    Weights weights = filter(Annealing.ESS, 0.5).annealed(PEAKED, 0);

    assertThat(weights.get(0)).isEqualTo(0.6482, within(5e-5));
    assertThat(weights.get(1)).isEqualTo(0.1173, within(5e-5));
  }

  @Test
  void leavesWeightsAloneThatAreEvenEnough() {
    // An effective sample size of .5079 of 4 particles.
    assertThat(filter(Annealing.ESS, 0.5).annealed(MIXED, 0).get(0))
        .isEqualTo(0.6378, within(5e-5));
    assertThat(filter(Annealing.ESS, 0.51).annealed(MIXED, 0).get(0)).isLessThan(0.6);
  }

  @Test
  void leavesWeightsAloneAfterTheEarlyPhase() {
    assertThat(filter(Annealing.BASE, 0.5).annealed(PEAKED, 0.49).get(0)).isLessThan(0.99);
    assertThat(filter(Annealing.BASE, 0.5).annealed(PEAKED, 0.5).get(0))
        .isEqualTo(0.9966, within(5e-5));
  }

  @Test
  void refusesValuesOutOfRange() {
    assertThatThrownBy(() -> filter(Annealing.BASE, -0.1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("ess-threshold must be in [0, 1] but was -0.1");
    assertThatThrownBy(
            () ->
                new EntropicParticleFiltering(
                    4,
                    Resampling.SYSTEMATIC,
                    Annealing.BASE,
                    0.5,
                    0.5,
                    0,
                    ParticlePool.EVER,
                    0,
                    Aggregation.LAST))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("horizon must be at least 1 but was 0");
  }
}
