package dev.cairn.engine.vote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assertions.within;

import dev.cairn.engine.search.Aggregation;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class VoteTest {
  private static final Vote BEST = new BestReward(Aggregation.LAST);
  private static final Vote MAJORITY = new Majority();
  private static final Vote WEIGHTED = new WeightedMajority(Aggregation.LAST);

  static List<Vote> votes() {
    return List.of(BEST, MAJORITY, WEIGHTED);
  }

  @ParameterizedTest
  @MethodSource("votes")
  void choosesNothingWhereNobodyAnswers(Vote vote) {
    Decision nothing = new Decision(null, null, 0, 0, false, Map.of());

    assertThat(vote.decide(List.of())).isEqualTo(nothing);
    assertThat(vote.decide(List.of(ballot(null, 0.9), ballot(null)))).isEqualTo(nothing);
  }

  @ParameterizedTest
  @MethodSource("votes")
  void keepsCandidatesWithoutAnAnswerOutOfTheVote(Vote vote) {
    List<Ballot> pool =
        List.of(ballot(null, 0.9), ballot(null), ballot("5", 0.5), ballot("\\text{}", 0.9));
    Decision decision = vote.decide(pool);

    assertThat(decision.candidate()).isEqualTo(2);
    assertThat(decision.answer()).isEqualTo("5");
    assertThat(decision.share()).isEqualTo(1);
    assertThat(decision.classes()).isEqualTo(1);
    assertThat(decision.tied()).isFalse();
  }

  @Test
  void bestRewardChoosesTheFirstOfTheBestCandidates() {
    Decision decision =
        BEST.decide(
            List.of(ballot("1", 0.5), ballot("2", 0.2), ballot("2", 0.7), ballot("1", 0.7)));

    assertThat(decision.candidate()).isEqualTo(2);
    assertThat(decision.answer()).isEqualTo("2");
    assertThat(decision.tied()).isTrue();
    assertThat(decision.weights()).containsExactly(entry("q:1", 0.7), entry("q:2", 0.7));
  }

  @Test
  void bestRewardSharesByTheCandidatesThatAgree() {
    Decision decision =
        BEST.decide(
            List.of(ballot("0.5", 0.1), ballot("3", 0.2), ballot("1/2", 0.9), ballot(null, 1)));

    assertThat(decision.answer()).isEqualTo("1/2");
    assertThat(decision.share()).isEqualTo(2.0 / 3);
    assertThat(decision.tied()).isFalse();
  }

  @Test
  void bestRewardAggregatesTheSteps() {
    List<Ballot> pool = List.of(ballot("1", 0.9, 0.9, 0.9, 0.9, 0.9, 0.9, 0.9), ballot("2", 0.5));

    assertThat(new BestReward(Aggregation.PRODUCT).decide(pool).answer()).isEqualTo("2");
    assertThat(new BestReward(Aggregation.MEAN).decide(pool).answer()).isEqualTo("1");
  }

  @Test
  void majorityCountsEqualAnswersInWhateverForm() {
    Decision decision =
        MAJORITY.decide(List.of(ballot("3"), ballot("\\frac12"), ballot("0.5"), ballot("50\\%")));

    assertThat(decision.candidate()).isEqualTo(1);
    assertThat(decision.answer()).isEqualTo("\\frac12");
    assertThat(decision.share()).isEqualTo(0.75);
    assertThat(decision.classes()).isEqualTo(2);
    assertThat(decision.weights()).containsExactly(entry("q:3", 1.0), entry("q:1/2", 3.0));
  }

  @Test
  void majorityBreaksTiesByFirstOccurrenceWhateverTheRewards() {
    Decision decision =
        MAJORITY.decide(
            List.of(ballot("1", 0.1), ballot("2", 0.9), ballot("2", 0.9), ballot("1", 0.1)));

    assertThat(decision.answer()).isEqualTo("1");
    assertThat(decision.tied()).isTrue();
  }

  @Test
  void weightedMajoritySumsRewards() {
    Decision decision =
        WEIGHTED.decide(
            List.of(ballot("1", 0.3), ballot("1", 0.3), ballot("2", 0.9), ballot("1", 0.5)));

    assertThat(decision.candidate()).isZero();
    assertThat(decision.share()).isCloseTo(1.1 / 2.0, within(1e-12));
    assertThat(decision.weights()).containsOnlyKeys("q:1", "q:2");
  }

  @Test
  void weightedMajoritySumsInTheOrderOfThePool() {
    Decision decision =
        WEIGHTED.decide(List.of(ballot("2", 0.3), ballot("1", 0.1), ballot("1", 0.2)));

    assertThat(decision.answer()).isEqualTo("1");
    assertThat(decision.tied()).isFalse();
  }

  @Test
  void weightedMajorityBreaksTiesByTheBestRewardThenByFirstOccurrence() {
    Decision byReward =
        WEIGHTED.decide(List.of(ballot("1", 0.25), ballot("2", 0.5), ballot("1", 0.25)));
    Decision byOrder = WEIGHTED.decide(List.of(ballot("1", 0.5), ballot("2", 0.5)));

    assertThat(byReward.answer()).isEqualTo("2");
    assertThat(byReward.tied()).isTrue();
    assertThat(byOrder.answer()).isEqualTo("1");
  }

  @Test
  void weightedMajorityOfNoRewardAtAllChoosesTheFirstWithNoShare() {
    Decision decision = WEIGHTED.decide(List.of(ballot("1", 0), ballot("2", 0)));

    assertThat(decision.answer()).isEqualTo("1");
    assertThat(decision.share()).isZero();
  }

  @Test
  void refusesToWeighWithoutRewards() {
    List<Ballot> pool = List.of(ballot("1", 0.5), ballot("2"));

    for (Vote vote : List.of(BEST, WEIGHTED)) {
      assertThat(vote.needsRewards()).isTrue();
      assertThatIllegalArgumentException()
          .isThrownBy(() -> vote.decide(pool))
          .withMessageContaining("candidate 1 has none")
          .withMessageContaining("give the experiment a reward model");
    }
    assertThat(MAJORITY.needsRewards()).isFalse();
  }

  @Test
  void refusesRewardsOutOfRange() {
    for (double reward : new double[] {-0.1, 1.1, Double.NaN}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> ballot("1", reward))
          .withMessage("a reward must be in [0, 1] but was " + reward);
    }
  }

  private static Ballot ballot(@Nullable String answer, double... rewards) {
    return new Ballot(answer, Arrays.stream(rewards).boxed().toList());
  }
}
