package dev.cairn.engine.search.strategy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AllocationTest {
  private static String divided(Allocation allocation, String scores, int total, double t) {
    double[] values = Arrays.stream(scores.split(" ")).mapToDouble(Double::parseDouble).toArray();
    return Arrays.stream(allocation.divide(Weights.softmax(values, t), total))
        .mapToObj(Integer::toString)
        .collect(Collectors.joining(" "));
  }

  /** Golden test 10, the vectors. */
  @ParameterizedTest
  @CsvSource({
    ".9 .8 .5 .1,         16, .2, 10 5 1 0,  9 6 1 0,   9 6 1 0",
    ".9 .9 .9,            16, .2, 6 5 5,     5 5 5,     6 5 5",
    ".95 .94 .2 .1 .05,    8, .2, 4 4 0 0 0, 4 4 0 0 0, 4 4 0 0 0",
    ".6 .5 .4 .3,         16, .1, 11 4 1 0,  10 4 1 1,  10 4 1 1",
    ".6 .5 .4 .3,          4, .2, 2 2 0 0,   2 1 1 0,   2 1 1 0",
  })
  void dividesAsTheRebaseVectorsDo(
      String scores, int total, double t, String ceiling, String round, String remainder) {
    assertThat(divided(Allocation.SEQUENTIAL_CEILING, scores, total, t)).isEqualTo(ceiling);
    assertThat(divided(Allocation.ROUND, scores, total, t)).isEqualTo(round);
    assertThat(divided(Allocation.LARGEST_REMAINDER, scores, total, t)).isEqualTo(remainder);
  }

  @Test
  void addsUpExactlyAndStaysWithinOneOfTheShare() {
    SplittableRandom random = new SplittableRandom(4);
    for (int trial = 0; trial < 2000; trial++) {
      double[] scores = random.doubles(random.nextInt(1, 12)).sorted().toArray();
      Weights weights = Weights.softmax(scores, random.nextDouble(0.001, 1));
      int total = random.nextInt(1, 40);
      int[] exact = Allocation.LARGEST_REMAINDER.divide(weights, total);

      assertThat(exact).hasSize(scores.length);
      assertThat(Arrays.stream(exact).sum()).isEqualTo(total);
      for (int i = 0; i < exact.length; i++) {
        assertThat(Math.abs(exact[i] - total * weights.get(i))).isLessThan(1 + 1e-6);
      }
      assertThat(Arrays.stream(Allocation.SEQUENTIAL_CEILING.divide(weights, total)).sum())
          .isEqualTo(total);
    }
  }

  @Test
  void aShareAnUlpAboveAWholeNumberIsNotRoundedUp() {
    // Six equal weights: 12 p is 2 but for rounding.
    assertThat(divided(Allocation.SEQUENTIAL_CEILING, ".7 .7 .7 .7 .7 .7", 12, .2))
        .isEqualTo("2 2 2 2 2 2");
  }
}
