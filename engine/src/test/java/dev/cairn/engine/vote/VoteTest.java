package dev.cairn.engine.vote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assertions.within;

import dev.cairn.engine.answer.AnswerKey;
import dev.cairn.engine.search.Aggregation;
import java.util.Arrays;
import java.util.Collections;
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
  private static final Vote CLUSTERED = new Clustered(Clustered.By.SUM, Aggregation.GEOMETRIC_MEAN);

  static List<Vote> votes() {
    return List.of(BEST, MAJORITY, WEIGHTED, CLUSTERED, new ShiftedProduct());
  }

  @ParameterizedTest
  @MethodSource("votes")
  void choosesNothingWhereNobodyAnswers(Vote vote) {
    Decision nothing = new Decision(null, null, 0, 0, false, List.of(), Map.of());

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
  void weightedMajorityBreaksTiesByFirstOccurrence() {
    Decision decision =
        WEIGHTED.decide(List.of(ballot("1", 0.25), ballot("2", 0.5), ballot("1", 0.25)));

    assertThat(decision.answer()).isEqualTo("1");
    assertThat(decision.tied()).isTrue();
    assertThat(decision.ties()).containsExactly(0, 1);
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

    for (Vote vote : List.of(BEST, WEIGHTED, CLUSTERED, new ShiftedProduct())) {
      assertThat(vote.needsRewards()).isTrue();
      assertThatIllegalArgumentException()
          .isThrownBy(() -> vote.decide(pool))
          .withMessageContaining("candidate 1 has none")
          .withMessageContaining("give the experiment a reward model");
    }
    assertThat(MAJORITY.needsRewards()).isFalse();
  }

  @Test
  void refusesRewardsThatAreNoNumbers() {
    for (double reward : new double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> ballot("1", reward))
          .withMessage("a reward must be a finite number but was " + reward);
    }
  }

  @Test
  void refusesAKeyWithoutAnAnswer() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Ballot(null, "q:1", List.of()))
        .withMessage("a ballot without an answer cannot have the key q:1");
  }

  @Test
  void bestRewardKeepsAllThatTieAndSaysWhetherTheAnswerHungOnIt() {
    Decision alike = BEST.decide(List.of(ballot("1", 0.7), ballot("2", 0.1), ballot("1", 0.7)));
    Decision apart = BEST.decide(List.of(ballot("1", 0.7), ballot("2", 0.7), ballot("1", 0.1)));

    assertThat(alike.ties()).containsExactly(0, 2);
    assertThat(alike.tied()).isFalse();
    assertThat(apart.ties()).containsExactly(0, 1);
    assertThat(apart.tied()).isTrue();
  }

  @Test
  void bestRewardTellsProductsApartThatUnderflow() {
    Double[] worse = Collections.nCopies(90, 1e-5).toArray(new Double[0]);
    Double[] better = Collections.nCopies(90, 2e-5).toArray(new Double[0]);
    Decision decision =
        new BestReward(Aggregation.PRODUCT)
            .decide(
                List.of(
                    new Ballot("1", Arrays.asList(worse)), new Ballot("2", Arrays.asList(better))));

    assertThat(decision.answer()).isEqualTo("2");
    assertThat(decision.ties()).containsExactly(1);
  }

  @Test
  void rewardsOfAnySizeAreWeighedAsTheyAre() {
    List<Ballot> pool = List.of(ballot("1", -2), ballot("2", 3.5), ballot("1", -1));
    Decision decision = WEIGHTED.decide(pool);

    assertThat(decision.answer()).isEqualTo("2");
    assertThat(decision.weights()).containsExactly(entry("q:1", -3.0), entry("q:2", 3.5));
    assertThat(decision.share()).isZero();
    assertThat(BEST.decide(pool).candidate()).isEqualTo(1);
  }

  @Test
  void theClassThatIsCompleteFirstWinsWhereThatIsTheRule() {
    List<Ballot> pool = List.of(ballot("A"), ballot("B"), ballot("B"), ballot("A"));

    assertThat(new Majority().decide(pool).answer()).isEqualTo("A");
    assertThat(new Majority(Ties.FIRST_COMPLETE).decide(pool).answer()).isEqualTo("B");
  }

  @Test
  void breaksTiesWithEqualChancesAndForTheSameAnswersAlwaysAlike() {
    Vote uniform = new Majority(Ties.UNIFORM);
    int firsts = 0;
    for (int i = 0; i < 1_000; i++) {
      List<Ballot> pool = List.of(ballot("" + i), ballot("" + (i + 5_000)));
      String answer = uniform.decide(pool).answer();
      assertThat(uniform.decide(List.of(pool.get(1), pool.get(0))).answer()).isEqualTo(answer);
      firsts += ("" + i).equals(answer) ? 1 : 0;
    }

    // Five standard deviations of 1,000 fair draws are 79.
    assertThat(firsts).isBetween(421, 579);
  }

  @Test
  void clustersAnswerWithTheirBestMember() {
    List<Ballot> pool =
        List.of(ballot("1", 0.8), ballot("1/2", 0.3), ballot("0.5", 0.6), ballot("3", 0.1));

    Decision bySum = CLUSTERED.decide(pool);
    Decision bySize = new Clustered(Clustered.By.SIZE, Aggregation.GEOMETRIC_MEAN).decide(pool);

    assertThat(bySum.candidate()).isEqualTo(2);
    assertThat(bySum.answer()).isEqualTo("0.5");
    assertThat(bySum.share()).isCloseTo(0.9 / 1.8, within(1e-12));
    assertThat(bySize.candidate()).isEqualTo(2);
    assertThat(bySize.share()).isEqualTo(0.5);
  }

  @Test
  void clustersBreakTiesBySizeThenByTheBestMemberThenByKey() {
    Vote sums = new Clustered(Clustered.By.SUM, Aggregation.LAST);

    assertThat(
            sums.decide(List.of(ballot("1", 0.5), ballot("2", 0.25), ballot("2", 0.25))).answer())
        .isEqualTo("2");
    assertThat(
            sums.decide(
                    List.of(
                        ballot("1", 0.25),
                        ballot("1", 0.25),
                        ballot("2", 0.375),
                        ballot("2", 0.125)))
                .answer())
        .isEqualTo("2");
    assertThat(sums.decide(List.of(ballot("2", 0.5), ballot("1", 0.5))).answer()).isEqualTo("2");
    assertThat(sums.decide(List.of(ballot("1", 0.5), ballot("2", 0.5))).ties())
        .containsExactly(0, 1);
  }

  @Test
  void shiftedProductsWeighEveryStepAgainstTheWorstOfThePool() {
    // m = -0.2, so that the products are 0.51 x 0.01, 0.11 and 0.31 x 0.31.
    List<Ballot> pool = List.of(ballot("1", 0.3, -0.2), ballot("2", -0.1), ballot("3", 0.1, 0.1));
    Decision decision = new ShiftedProduct().decide(pool);

    assertThat(decision.answer()).isEqualTo("2");
    assertThat(decision.weights().get("q:3")).isCloseTo(0.31 * 0.31, within(1e-12));
  }

  @Test
  void groupsByTextOrByTheLastNumberWhereAskedTo() {
    assertThat(Grouping.EQUAL.key("0.5")).isEqualTo(Grouping.EQUAL.key("\\frac{1}{2}"));
    assertThat(Grouping.TEXT.key(" 0.5 ")).isEqualTo("0.5");
    assertThat(Grouping.TEXT.key("1/2")).isNotEqualTo(Grouping.TEXT.key("0.5"));
    assertThat(Grouping.LAST_NUMBER.key("\\frac{1}{2}")).isEqualTo("0.5");
    assertThat(Grouping.LAST_NUMBER.key("-\\frac{1}{2}")).isEqualTo("-0.5");
    assertThat(Grouping.LAST_NUMBER.key("3/4")).isEqualTo("0.75");
    assertThat(Grouping.LAST_NUMBER.key("(3, 70,000)")).isEqualTo("70000.0");
    assertThat(Grouping.LAST_NUMBER.key("No Number")).isEqualTo("no number");
    for (Grouping grouping : Grouping.values()) {
      assertThat(grouping.key(null)).isEqualTo(AnswerKey.BLANK);
      assertThat(grouping.key(" ")).isEqualTo(AnswerKey.BLANK);
    }
  }

  private static Ballot ballot(@Nullable String answer, double... rewards) {
    return new Ballot(answer, Arrays.stream(rewards).boxed().toList());
  }
}
