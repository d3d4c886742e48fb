package dev.cairn.engine.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.cairn.engine.model.RewardModel.Scored;
import dev.cairn.engine.search.Finish;
import dev.cairn.engine.search.Problem;
import dev.cairn.engine.search.Step;
import dev.cairn.engine.search.Trajectory;
import dev.cairn.engine.worker.TokenCount;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rewards that ask no server, and those that are made of others. */
class LocalRewardTest {
  private static Trajectory trajectory(Finish finish, Step... steps) {
    return Trajectory.start(new Problem("p", "q", null)).append(0, List.of(steps), finish);
  }

  private static Trajectory texts(Finish finish, String... texts) {
    return trajectory(
        finish, Arrays.stream(texts).map(text -> new Step(text, 2, -1.0)).toArray(Step[]::new));
  }

  private static RewardModel giving(Double... rewards) {
    return trajectories ->
        CompletableFuture.completedFuture(
            new Scored(
                trajectories.stream().map(each -> List.of(rewards)).toList(),
                2,
                new TokenCount(10, 4, 3)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Tom buys 3 * 12 = 36 pencils.",
        "He keeps 36 - 7 = 29. Then 29 + 1 = 30, and 30 / 2 = 15.",
        "$3 \\times 12 = 36$",
        "\\frac{10}{4} = 2.5",
        "10 / 3 = 3.33",
        "2 / 3 = 0.66 or 0.67",
        "1,200 + 300 = 1,500",
        "36 = 3 * 12 = 40 - 4",
        "4 \u00d7 5 \u00f7 2 = 10",
        "2^{3} + 1 = 9",
        "Let x = 5 and y = 3.",
        "2x + 3 = 9",
        "x - 3 = 4",
        "f(3) = 3 + 4",
        "3 + 4 = 12x",
        "5 apples = 3 apples",
        "No numbers at all.",
        "7 = 7 and 8 = 9",
        "A table:\n3 + 4 = 7\n5 + 6 = 11\n",
        "50% of 20 + 5 = 15",
        "Half of $20 + $4 = $14",
        "3 times 5 + 2 = 17",
        "Twice 5 + 3 = 13",
        "5 more than 3 + 4 = 12",
      })
  void findsNothingFalseInStepsThatStateNoFalseEquation(String text) {
    assertThat(ArithmeticCheck.holds(text)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "After giving away 7 he has 36 - 7 = 28 pencils.",
        "3 * 12 = 37",
        "$3 \\times 12 = 35$ pencils",
        "12 / 4 = 4.0",
        "10 / 3 = 3.4",
        "He spends half of it. That is 20 + 5 = 15",
        "1,200 + 300 = 1,600",
        "2 + 2 = 4 = 3 + 2",
        "Right: 1 + 1 = 2. Wrong: 1 + 1 = 3.",
        "A table:\n3 + 4 = 7\n5 + 6 = 12\n",
        "\\frac{10}{4} = 2.4",
      })
  void findsAFalseEquation(String text) {
    assertThat(ArithmeticCheck.holds(text)).isFalse();
  }

  @Test
  void recalculatesEveryStepAndAsksNobody() {
    assertThat(
            new ArithmeticCheck()
                .score(List.of(texts(Finish.ANSWERED, "1 + 1 = 2\n\n", "So 2 * 3 = 7", "Done")))
                .join())
        .isEqualTo(new Scored(List.of(List.of(1.0, 0.0, 1.0)), 0, TokenCount.NONE));
  }

  @Test
  void takesThePolicysOwnConfidencePerToken() {
    Scored scored =
        new PolicyConfidence()
            .score(
                List.of(
                    trajectory(
                        Finish.ANSWERED,
                        new Step("a", 2, 2 * Math.log(0.5)),
                        new Step("b", 0, 0.0),
                        new Step("c", 3, Double.NEGATIVE_INFINITY))))
            .join();

    assertThat(scored.rewards().get(0).get(0)).isCloseTo(0.5, within(1e-12));
    assertThat(scored.rewards().get(0).subList(1, 3)).containsExactly(1.0, 0.0);
    assertThatThrownBy(
            () ->
                new PolicyConfidence()
                    .score(List.of(trajectory(Finish.ANSWERED, new Step("a", 2, null)))))
        .hasMessageContaining("policy.log-probs");
  }

  @Test
  void combinesStepByStepAndAddsUpWhatAllTook() {
    List<Trajectory> one = List.of(texts(Finish.SEPARATOR, "a", "b"));
    List<RewardModel> parts = List.of(giving(0.2, 0.8), giving(0.6, 0.4));

    assertThat(CombinedReward.min(parts).score(one).join())
        .isEqualTo(new Scored(List.of(List.of(0.2, 0.4)), 4, new TokenCount(20, 8, 6)));
    assertThat(CombinedReward.weighted(parts, List.of(3.0, 1.0)).score(one).join().rewards())
        .hasSize(1)
        .first()
        .satisfies(
            rewards -> {
              assertThat(rewards.get(0)).isCloseTo(0.3, within(1e-12));
              assertThat(rewards.get(1)).isCloseTo(0.7, within(1e-12));
            });
  }

  @Test
  void putsValueAndProgressIntoOneNumberThatKeepsTheirOrder() {
    List<Trajectory> one = List.of(texts(Finish.SEPARATOR, "a", "b"));
    List<Double> rewards =
        new ProcessAdvantage(giving(0.5, 0.5), giving(0.9, 0.4), 2, 0.5)
            .score(one)
            .join()
            .rewards()
            .get(0);

    assertThat(rewards.get(0)).isCloseTo((0.5 + 2 * 0.4 + 2) / 5, within(1e-12));
    assertThat(rewards.get(1)).isCloseTo((0.5 + 2 * -0.5 + 2) / 5, within(1e-12));
  }

  @Test
  void weighsTheOutcomeInWhereASolutionHasEnded() {
    Trajectory open = texts(Finish.SEPARATOR, "a", "b");
    Trajectory ended = texts(Finish.ANSWERED, "a", "b");
    Scored scored =
        new OutcomeWithProcess(giving(0.2, 0.4), giving(0.9, 0.8), 0.25)
            .score(List.of(open, ended))
            .join();

    assertThat(scored.rewards().get(0)).containsExactly(0.2, 0.4);
    assertThat(scored.rewards().get(1).get(0)).isEqualTo(0.2);
    assertThat(scored.rewards().get(1).get(1)).isCloseTo(0.5, within(1e-12));
    assertThat(
            new OutcomeWithProcess(giving(0.2, 0.4), giving(0.9, 0.8), 0.25)
                .score(List.of(open))
                .join()
                .calls())
        .isEqualTo(2);
  }

  @Test
  void readsTheLogRatioOfTwoModelsAsPublished() {
    List<Double> trained = List.of(0.0, -1.0, -1.0, -1.0, -1.0, -0.5, -0.4, -0.6, -2.0, -1.0);
    List<Double> reference = List.of(0.0, -1.0, -1.0, -1.0, -1.0, -1.5, -0.9, -1.1, -1.0, -0.5);

    List<Double> values = ImplicitPrm.cumulative(trained, reference, 5, List.of(7, 9), 0.001);

    assertThat(values.get(0)).isCloseTo(0.0020, within(1e-12));
    assertThat(values.get(1)).isCloseTo(0.0005, within(1e-12));
  }
}
