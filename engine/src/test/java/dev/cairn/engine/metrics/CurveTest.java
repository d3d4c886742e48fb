package dev.cairn.engine.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.cairn.engine.metrics.Curve.Method;
import dev.cairn.engine.metrics.Curve.Point;
import dev.cairn.engine.search.Aggregation;
import dev.cairn.engine.vote.Ballot;
import dev.cairn.engine.vote.BestReward;
import dev.cairn.engine.vote.Majority;
import dev.cairn.engine.vote.Vote;
import dev.cairn.engine.vote.WeightedMajority;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CurveTest {
  private static final Curve CURVE = new Curve(20_000, 7);
  private static final GradedPool POOL =
      new GradedPool(
          List.of(
              ballot("1", 0.4),
              ballot("2", 0.9),
              ballot("1", 0.5),
              ballot(null, 0.95),
              ballot("3", 0.4),
              ballot("1", 0.1)),
          List.of(true, false, true, false, false, true));

  @Test
  void bestRewardsClosedFormIsTheMeanOverAllSubsets() {
    Vote best = new BestReward(Aggregation.LAST);
    for (int n = 1; n <= POOL.size(); n++) {
      Point point = CURVE.at(n, POOL, best);

      assertThat(point.method()).isEqualTo(Method.EXACT);
      assertThat(point.value()).as("n = %d", n).isCloseTo(enumerated(n, best), within(1e-12));
    }
  }

  @Test
  void simulatedVotesComeCloseToTheMeanOverAllSubsets() {
    for (Vote vote : List.of(new Majority(), new WeightedMajority(Aggregation.LAST))) {
      for (int n = 2; n < POOL.size(); n++) {
        Point point = CURVE.at(n, POOL, vote);

        assertThat(point.method()).isEqualTo(Method.SIMULATED);
        assertThat(point.value())
            .as("%s at %d", vote, n)
            .isCloseTo(enumerated(n, vote), within(0.018));
        assertThat(CURVE.at(n, POOL, vote)).isEqualTo(point);
      }
    }
  }

  @Test
  void oneAndAllNeedNoDraws() {
    assertThat(CURVE.at(1, POOL, new Majority())).isEqualTo(new Point(0.5, Method.EXACT));
    assertThat(CURVE.at(6, POOL, new Majority())).isEqualTo(new Point(1, Method.EXACT));
  }

  @Test
  void refusesMoreCandidatesThanThereAre() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CURVE.at(7, POOL, new Majority()))
        .withMessage("n must be in [1, 6] but was 7");
  }

  @Test
  void aSelectionIsMeasuredBetweenChanceAndTheOracle() {
    Selection selection = new Selection(4, 0.75, 0.5, 1, 3, 2);
    Selection nothing = new Selection(2, 0.5, 0.5, 0.5, 0, 0);

    assertThat(selection.regret()).isEqualTo(0.25);
    assertThat(selection.efficiency().get()).isEqualTo(0.5);
    assertThat(selection.decidableAccuracy().get()).isCloseTo(2 / 3.0, within(1e-12));
    assertThat(selection.givenCoverage().get()).isEqualTo(0.75);
    assertThat(nothing.efficiency().missing()).contains("nothing to choose");
    assertThat(new Selection(1, 0, 0, 0, 0, 0).givenCoverage().defined()).isFalse();
  }

  @Test
  void computeNeedsTheSizesOfTheModelsThatWorked() {
    Compute compute = new Compute(100, 50, 200, 0, 3);
    ModelSize seven = new ModelSize(7e9, null);

    assertThat(compute.flops(seven, seven, 0).get()).isEqualTo(2 * 7e9 * 350);
    assertThat(compute.flops(seven, null, 0).missing()).contains("reward model's");
    assertThat(new Compute(100, 0, 0, 0, 1).flops(seven, null, 0).get()).isEqualTo(2 * 7e9 * 100);
    assertThat(new ModelSize(7e9, 32 * 4096.0).forward(10, 1000))
        .isEqualTo((2 * 7e9 + 2 * 32 * 4096.0 * 1000) * 10);
  }

  private static double enumerated(int n, Vote vote) {
    double right = 0;
    int subsets = 0;
    for (int mask = 0; mask < (1 << POOL.size()); mask++) {
      if (Integer.bitCount(mask) == n) {
        List<Ballot> ballots = new ArrayList<>();
        List<Boolean> correct = new ArrayList<>();
        for (int i = 0; i < POOL.size(); i++) {
          if (((mask >> i) & 1) == 1) {
            ballots.add(POOL.ballots().get(i));
            correct.add(POOL.correct().get(i));
          }
        }
        right += new GradedPool(ballots, correct).correct(vote) ? 1 : 0;
        subsets++;
      }
    }
    return right / subsets;
  }

  private static Ballot ballot(@Nullable String answer, double reward) {
    return new Ballot(answer, List.of(reward));
  }
}
