package dev.cairn.engine.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class BootstrapTest {
  private static final Bootstrap USUAL = Bootstrap.USUAL;

  @Test
  void agreesWithTheNormalIntervalOnManyProblems() {
    double[] problems = new double[1_000];
    for (int i = 0; i < problems.length; i++) {
      problems[i] = i % 5 / 4.0;
    }
    Estimate estimate = USUAL.mean(problems);
    Estimate normal =
        Intervals.clusteredMean(
            problems.length,
            Arrays.stream(problems).sum(),
            Arrays.stream(problems).map(value -> value * value).sum(),
            0.95);

    assertThat(estimate.value()).isEqualTo(0.5);
    assertThat(estimate.low()).isCloseTo(normal.low(), within(2e-3));
    assertThat(estimate.high()).isCloseTo(normal.high(), within(2e-3));
    assertThat(estimate.n()).isEqualTo(1_000);
    assertThat(estimate.method())
        .isEqualTo(
            "bootstrap 0.95 (10000 resamples of problems, seed 0, SplittableRandom, percentile type 7)");
  }

  @Test
  void givesTheSameForTheSameSeedAndAnotherForAnother() {
    double[] problems = {0, 0.25, 1, 0.5, 0.75, 1, 0};

    assertThat(USUAL.mean(problems)).isEqualTo(USUAL.mean(problems));
    assertThat(new Bootstrap(10_000, 1, 0.95).means(problems)).isNotEqualTo(USUAL.means(problems));
  }

  @Test
  void keepsTheSamplesOfAProblemTogether() {
    // Ten samples each, all alike: resampling them one by one would give a much smaller interval.
    double[][] alike = new double[50][10];
    double[] means = new double[50];
    for (int i = 0; i < 50; i++) {
      Arrays.fill(alike[i], i % 2);
      means[i] = i % 2;
    }

    assertThat(USUAL.clusteredMean(alike)).isEqualTo(USUAL.mean(means));
    assertThat(USUAL.clusteredMean(alike).high()).isGreaterThan(0.6);
  }

  @Test
  void aStatisticOfSumsIsResampledAsAWhole() {
    double[][] problems = {{1, 2}, {0, 1}, {1, 1}, {0, 2}};
    Estimate ratio = USUAL.ofSums(problems, sums -> Figure.ratio(sums[0], sums[1], "nothing"));
    Estimate mean =
        USUAL.ofSums(
            new double[][] {{0, 1}, {0.25, 1}, {1, 1}},
            sums -> Figure.ratio(sums[0], sums[1], "nothing"));

    assertThat(ratio.value()).isCloseTo(1.0 / 3, within(1e-12));
    assertThat(ratio.low()).isZero();
    assertThat(ratio.high()).isBetween(0.6, 1.0);
    assertThat(mean).isEqualTo(USUAL.mean(new double[] {0, 0.25, 1}));
  }

  @Test
  void saysHowManyResamplesHadNoValue() {
    double[][] problems = {{1, 1}, {0, 0}};
    Estimate estimate = USUAL.ofSums(problems, sums -> Figure.ratio(sums[0], sums[1], "nothing"));

    // A quarter of the resamples draws the second problem twice.
    assertThat(estimate.method()).containsPattern("type 7, 2[3-7]\\d\\d undefined ones left out");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                USUAL.ofSums(
                    new double[][] {{0, 0}}, sums -> Figure.ratio(sums[0], sums[1], "nothing")))
        .withMessage("the statistic must be defined but nothing");
  }

  @Test
  void refusesWhatCannotBeResampled() {
    assertThatIllegalArgumentException().isThrownBy(() -> USUAL.mean(new double[0]));
    assertThatIllegalArgumentException().isThrownBy(() -> new Bootstrap(999, 0, 0.95));
    assertThatIllegalArgumentException().isThrownBy(() -> new Bootstrap(1_000, 0, 1));
  }
}
