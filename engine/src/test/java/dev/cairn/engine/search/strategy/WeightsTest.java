package dev.cairn.engine.search.strategy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WeightsTest {
  private static final double[] SCORES = {0.9, 0.8, 0.5, 0.1};

  private static double[] logOdds(double... rewards) {
    return Arrays.stream(rewards).map(Weights::logOdds).toArray();
  }

  private static double[] all(Weights weights) {
    return IntStream.range(0, weights.size()).mapToDouble(weights::get).toArray();
  }

  @Test
  void logOddsAreThoseOfTheParticleVectors() {
    assertThat(logOdds(SCORES))
        .containsExactly(new double[] {2.1972, 1.3863, 0, -2.1972}, within(5e-5));
  }

  @Test
  void logOddsStayFiniteAtBothEnds() {
    assertThat(Weights.logOdds(1)).isEqualTo(Math.log((1 - 1e-7) / 1e-7), within(1e-6));
    assertThat(Weights.logOdds(0)).isEqualTo(-Weights.logOdds(1), within(1e-6));
  }

  /** Golden test 12, the weights of particles. */
  @Test
  void theSoftmaxOfLogOddsIsInProportionToTheOdds() {
    Weights weights = Weights.softmax(logOdds(SCORES), 1);

    assertThat(all(weights))
        .containsExactly(new double[] {0.6378, 0.2835, 0.0709, 0.0079}, within(5e-5));
    assertThat(weights.effectiveSampleSize()).isEqualTo(2.0316, within(5e-5));
    assertThat(weights.normalisedEntropy()).isEqualTo(0.6275, within(5e-5));
  }

  /** Golden test 12, particles one of which holds all. */
  @Test
  void oneParticleThatHoldsAlmostAllIsSeenInSizeAndEntropy() {
    Weights weights = Weights.softmax(logOdds(0.99, 0.1, 0.1, 0.1), 1);

    assertThat(all(weights))
        .containsExactly(new double[] {0.9966, 0.0011, 0.0011, 0.0011}, within(5e-5));
    assertThat(weights.effectiveSampleSize()).isEqualTo(1.0067, within(5e-5));
    assertThat(weights.normalisedEntropy()).isEqualTo(0.0189, within(5e-5));
  }

  @Test
  void equalWeightsCountFullyAndASingleOneIsEven() {
    assertThat(Weights.softmax(new double[] {3, 3, 3}, 1).effectiveSampleSize())
        .isEqualTo(3, within(1e-12));
    assertThat(Weights.softmax(new double[] {3, 3, 3}, 1).normalisedEntropy())
        .isEqualTo(1, within(1e-12));
    assertThat(Weights.softmax(new double[] {3}, 1).normalisedEntropy()).isEqualTo(1);
  }

  @Test
  void aSmallTemperatureDoesNotOverflow() {
    assertThat(all(Weights.softmax(new double[] {0.9, 0.1}, 1e-4))).containsExactly(1, 0);
    assertThat(all(Weights.softmax(new double[] {1000, 1000}, 1))).containsExactly(0.5, 0.5);
  }
}
