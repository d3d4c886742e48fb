package dev.cairn.engine.search.strategy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
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

  @Test
  void withoutReplacementEachIsDrawnOnceAndTheFirstByItsWeight() {
    SplittableRandom random = new SplittableRandom(12);
    double[] logWeights = {Math.log(6), Math.log(3), Math.log(1)};
    int[] first = new int[3];
    for (int round = 0; round < 10_000; round++) {
      List<Integer> drawn = Resampling.withoutReplacement(logWeights, 2, random);
      assertThat(drawn).hasSize(2).doesNotHaveDuplicates();
      first[drawn.get(0)]++;
    }

    assertThat(first[0] / 10_000.0).isEqualTo(0.6, within(0.025));
    assertThat(first[1] / 10_000.0).isEqualTo(0.3, within(0.025));
    assertThat(Resampling.withoutReplacement(logWeights, 9, random)).hasSize(3);
  }
}
