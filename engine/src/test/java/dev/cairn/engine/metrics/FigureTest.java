package dev.cairn.engine.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FigureTest {
  @Test
  void isANumberOrTheReasonWhyThereIsNone() {
    assertThat(Figure.ratio(1, 4, "nothing")).isEqualTo(Figure.of(0.25));
    assertThat(Figure.ratio(1, 0, "nothing")).isEqualTo(Figure.none("nothing"));
    assertThatIllegalStateException()
        .isThrownBy(() -> Figure.none("nothing").get())
        .withMessage("there is no value: nothing");
    for (double value : new double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThatIllegalArgumentException().isThrownBy(() -> Figure.of(value));
    }
  }

  @Test
  void aMeanIsUndefinedWhereAPartIs() {
    assertThat(Figure.mean(List.of(Figure.of(1), Figure.of(2)))).isEqualTo(Figure.of(1.5));
    assertThat(Figure.mean(List.of(Figure.of(1), Figure.none("empty"))))
        .isEqualTo(Figure.none("empty"));
    assertThat(Figure.mean(List.of()).defined()).isFalse();
  }

  @Test
  void processBenchsF1IsUndefinedWithoutAGroupAndZeroWhereNothingIsFound() {
    assertThat(new FirstErrorF1(3, 2, 0, 0).f1().missing())
        .isEqualTo("every solution has an error");
    assertThat(new FirstErrorF1(0, 0, 2, 1).f1().missing()).isEqualTo("no solution has an error");
    assertThat(new FirstErrorF1(3, 0, 2, 0).f1()).isEqualTo(Figure.of(0));
    assertThatIllegalArgumentException().isThrownBy(() -> new FirstErrorF1(1, 2, 0, 0));
  }

  @Test
  void prmScoreLeavesOutTheWrongStepsWhereThereAreNone() {
    PrmBench.Metrics metrics =
        PrmBench.total(
            List.of(new PrmBench.Judged("confidence", "a", Set.of(), List.of(true, true), 2)));

    assertThat(metrics.prmScore()).isEqualTo(Figure.of(1));
    assertThat(new MinusOne(metrics.confusion()).prmScore()).isZero();
    assertThat(metrics.firstErrorAccuracy().defined()).isFalse();
  }

  @Test
  void agreementCountsStepsAndFirstErrors() {
    StepAgreement agreement =
        StepAgreement.NONE
            .plus(Map.of(2, 1, 4, -1, 6, 0), Map.of(2, 1, 4, -1))
            .plus(Map.of(1, 1), Map.of(1, -1));

    assertThat(agreement).isEqualTo(new StepAgreement(4, 2, 2, 1));
    assertThat(agreement.stepAccuracy().get()).isEqualTo(0.5);
    assertThat(StepAgreement.NONE.firstErrorAccuracy().defined()).isFalse();
  }
}
