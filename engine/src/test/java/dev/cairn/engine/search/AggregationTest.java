package dev.cairn.engine.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AggregationTest {
  private static final List<Double> REWARDS = List.of(0.9, 0.4, 0.5);

  @Test
  void givesTheValuesComputedByHand() {
    assertThat(Aggregation.LAST.apply(REWARDS)).isEqualTo(0.5);
    assertThat(Aggregation.MIN.apply(REWARDS)).isEqualTo(0.4);
    assertThat(Aggregation.MAX.apply(REWARDS)).isEqualTo(0.9);
    assertThat(Aggregation.SUM.apply(REWARDS)).isCloseTo(1.8, within(1e-12));
    assertThat(Aggregation.PRODUCT.apply(REWARDS)).isCloseTo(0.18, within(1e-12));
    assertThat(Aggregation.MEAN.apply(REWARDS)).isCloseTo(0.6, within(1e-12));
    assertThat(Aggregation.GEOMETRIC_MEAN.apply(REWARDS)).isCloseTo(0.564622, within(1e-6));
  }

  @ParameterizedTest
  @EnumSource
  void ofOneRewardIsThatReward(Aggregation aggregation) {
    assertThat(aggregation.apply(List.of(0.3))).isCloseTo(0.3, within(1e-12));
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "SUM")
  void staysInTheRangeOfRewards(Aggregation aggregation) {
    assertThat(aggregation.apply(Collections.nCopies(40, 1.0))).isEqualTo(1.0);
    assertThat(aggregation.apply(Collections.nCopies(40, 0.0))).isEqualTo(0.0);
  }

  @Test
  void aZeroMakesTheProductsZeroAndNotNaN() {
    List<Double> rewards = List.of(1.0, 0.0, 1.0);

    assertThat(Aggregation.PRODUCT.apply(rewards)).isZero();
    assertThat(Aggregation.GEOMETRIC_MEAN.apply(rewards)).isZero();
  }

  @Test
  void productsOfManyTinyRewardsKeepTheirOrder() {
    List<Double> worse = Collections.nCopies(60, 1e-5);
    List<Double> better = Collections.nCopies(60, 2e-5);

    assertThat(Aggregation.PRODUCT.apply(better))
        .isGreaterThan(Aggregation.PRODUCT.apply(worse))
        .isPositive();
    assertThat(Aggregation.PRODUCT.rank(Collections.nCopies(90, 2e-5)))
        .isGreaterThan(Aggregation.PRODUCT.rank(Collections.nCopies(90, 1e-5)));
    // Where the product itself underflows, its root does not.
    assertThat(Aggregation.PRODUCT.apply(Collections.nCopies(90, 1e-5))).isZero();
    assertThat(Aggregation.GEOMETRIC_MEAN.apply(Collections.nCopies(90, 1e-5)))
        .isCloseTo(1e-5, within(1e-12));
  }

  @ParameterizedTest
  @EnumSource
  void refusesToSaySomethingOfNothing(Aggregation aggregation) {
    assertThatThrownBy(() -> aggregation.apply(List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("rewards must not be empty to be aggregated");
  }

  @ParameterizedTest
  @EnumSource(names = {"PRODUCT", "GEOMETRIC_MEAN"})
  void refusesProductsOfNegativeRewards(Aggregation aggregation) {
    assertThatThrownBy(() -> aggregation.apply(List.of(-0.5, -0.5)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("must not be negative for a product but one was -0.5");
  }

  @Test
  void aggregatesTheRewardsOfACandidate() {
    Trajectory root = Trajectory.start(new Problem("p", "1 + 1?", "2"));
    Trajectory two =
        root.append(0, List.of(new Step("a", 1, null), new Step("b", 1, null)), Finish.ANSWERED);

    assertThat(Aggregation.MIN.apply(new Candidate(two, List.of(0.25, 0.75)))).isEqualTo(0.25);
  }
}
