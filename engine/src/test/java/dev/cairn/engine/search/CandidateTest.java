package dev.cairn.engine.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CandidateTest {
  private static final Trajectory ROOT = Trajectory.start(new Problem("p", "1 + 1?", "2"));
  private static final Trajectory ONE_STEP =
      ROOT.append(0, List.of(new Step("1 + 1 = 2", 4, null)), Finish.ANSWERED);

  @Test
  void isOpenAsItsTrajectoryIs() {
    assertThat(new Candidate(ROOT, List.of()).open()).isTrue();
    assertThat(new Candidate(ONE_STEP, List.of(1.0)).open()).isFalse();
  }

  @Test
  void needsNoRewardsWhereThereIsNoRewardModel() {
    assertThat(new Candidate(ONE_STEP, List.of()).rewards()).isEmpty();
  }

  @Test
  void refusesOtherThanOneRewardPerStep() {
    assertThatThrownBy(() -> new Candidate(ONE_STEP, List.of(0.5, 0.5)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("rewards must be one per step but were 2 for 1 steps");
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.001, 1.001, Double.NaN, Double.POSITIVE_INFINITY})
  void refusesARewardOutOfRange(double reward) {
    assertThatThrownBy(() -> new Candidate(ONE_STEP, List.of(reward)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a reward must be in [0, 1] but was " + reward);
  }

  @Test
  void keepsItsRewardsWhateverBecomesOfTheList() {
    List<Double> rewards = new ArrayList<>(List.of(0.5));
    Candidate candidate = new Candidate(ONE_STEP, rewards);
    rewards.set(0, 0.1);

    assertThat(candidate.rewards()).containsExactly(0.5);
  }
}
