package dev.cairn.engine.search.strategy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ResamplingTest {
  private static final Weights WEIGHTS =
      Weights.softmax(new double[] {Math.log(5), Math.log(3), Math.log(1.5), Math.log(0.5)}, 1);

  @ParameterizedTest
  @EnumSource(Resampling.class)
  void drawsEachInProportionToItsWeightOnAverage(Resampling resampling) {
    SplittableRandom random = new SplittableRandom(9);
    int[] counts = new int[WEIGHTS.size()];
    int rounds = 20_000;
    for (int round = 0; round < rounds; round++) {
      for (int drawn : resampling.draw(WEIGHTS, 8, random)) {
        counts[drawn]++;
      }
    }
    for (int i = 0; i < counts.length; i++) {
      // Five standard deviations of independent draws, which the other ways only fall below.
      double p = WEIGHTS.get(i);
      double deviation = 5 * Math.sqrt(p * (1 - p) / (8.0 * rounds));
      assertThat(counts[i] / (8.0 * rounds)).isEqualTo(p, within(deviation));
    }
  }

  @Test
  void systematicDrawsAreFloorOrCeilingOfTheExpectedCopies() {
    SplittableRandom random = new SplittableRandom(10);
    for (int round = 0; round < 1000; round++) {
      int[] counts = new int[WEIGHTS.size()];
      for (int drawn : Resampling.SYSTEMATIC.draw(WEIGHTS, 8, random)) {
        counts[drawn]++;
      }
      for (int i = 0; i < counts.length; i++) {
        assertThat(counts[i])
            .isBetween(
                (int) Math.floor(8 * WEIGHTS.get(i) - 1e-9),
                (int) Math.ceil(8 * WEIGHTS.get(i) + 1e-9));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Resampling.class)
  void neverDrawsWhatWeighsNothing(Resampling resampling) {
    Weights weights = Weights.softmax(new double[] {-1e6, 0, -1e6}, 1);

    assertThat(resampling.draw(weights, 50, new SplittableRandom(11))).containsOnly(1);
  }
}
