package dev.cairn.engine.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class PairedTest {
  @Test
  void differencesOfZeroAndOneAreTestedAsMcNemarDoes() {
    double[] first = new double[40];
    double[] second = new double[40];
    Arrays.fill(first, 0, 12, 1);
    Arrays.fill(second, 12, 17, 1);

    assertThat(Paired.of(first, second).signFlip(1, 0))
        .isCloseTo(new McNemar(12, 5).exact(), within(1e-12));
  }

  @Test
  void randomSignsComeCloseToAllSignsAndNeverGiveZero() {
    double[] first = new double[60];
    double[] second = new double[60];
    Arrays.fill(first, 0, 20, 1);
    Arrays.fill(second, 20, 30, 1);
    Paired paired = Paired.of(first, second);
    Paired sure =
        new Paired(new double[] {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1});

    assertThat(paired.signFlip(100_000, 3)).isCloseTo(new McNemar(20, 10).exact(), within(0.005));
    assertThat(sure.signFlip(1_000, 3)).isBetween(1.0 / 1_001, 5.0 / 1_001);
  }

  @Test
  void noDifferenceAtAllIsNoEvidence() {
    Paired none = Paired.of(new double[] {1, 0, 1}, new double[] {1, 0, 1});

    assertThat(none.signFlip(10, 0)).isEqualTo(1);
    assertThat(none.notBetter(Bootstrap.USUAL)).isEqualTo(1);
  }

  @Test
  void countsTheResamplesInWhichTheFirstIsNotBetter() {
    Paired paired = new Paired(new double[] {1, -1, 0});

    assertThat(
            paired.notBetter(
                List.of(
                    new int[] {0, 0, 1},
                    new int[] {0, 1, 2},
                    new int[] {1, 1, 0},
                    new int[] {2, 2, 0})))
        .isEqualTo(0.5);
    assertThat(new Paired(new double[] {0.5, 0.25}).notBetter(Bootstrap.USUAL)).isZero();
  }

  @Test
  void refusesMethodsOnOtherProblems() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Paired.of(new double[2], new double[3]))
        .withMessage("both methods must have the same problems but have 2 and 3");
    assertThatIllegalArgumentException().isThrownBy(() -> new Paired(new double[] {Double.NaN}));
  }

  @Test
  void holmStepsDownFromTheSmallest() {
    assertThat(Holm.adjusted(new double[] {0.01, 0.04, 0.03, 0.005}))
        .containsExactly(new double[] {0.03, 0.06, 0.06, 0.02}, within(1e-12));
    assertThat(Holm.adjusted(new double[] {0.6, 0.9})).containsExactly(1, 1);
    assertThat(Holm.adjusted(new double[0])).isEmpty();
    assertThatIllegalArgumentException().isThrownBy(() -> Holm.adjusted(new double[] {1.1}));
  }
}
