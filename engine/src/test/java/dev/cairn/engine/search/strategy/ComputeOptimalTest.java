package dev.cairn.engine.search.strategy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.cairn.engine.search.Aggregation;
import dev.cairn.engine.search.Candidate;
import dev.cairn.engine.search.Expansion;
import dev.cairn.engine.search.Finish;
import dev.cairn.engine.search.Problem;
import dev.cairn.engine.search.Request;
import dev.cairn.engine.search.Search;
import dev.cairn.engine.search.SearchStrategy.Signal;
import dev.cairn.engine.search.Step;
import dev.cairn.engine.search.Trajectory;
import dev.cairn.engine.search.strategy.CoinWorld.Judge;
import dev.cairn.engine.search.strategy.CoinWorld.Measured;
import dev.cairn.engine.search.strategy.ComputeOptimal.Bin;
import dev.cairn.engine.search.strategy.ComputeOptimal.Difficulty;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ComputeOptimalTest {
  private static final Problem PROBLEM = new Problem("p", "Which?", null);
  private static final List<Bin> BINS =
      List.of(new Bin(0.25, null), new Bin(0.5, new BestOfN(5)), new Bin(1, new Greedy()));

  private static List<Candidate> solutions(List<@Nullable String> answers, double... rewards) {
    List<Candidate> solutions = new ArrayList<>();
    for (int i = 0; i < rewards.length; i++) {
      Trajectory end =
          Trajectory.start(PROBLEM).append(i, List.of(new Step("s", 1, null)), Finish.ANSWERED);
      solutions.add(new Candidate(end, List.of(rewards[i]), answers.get(i)));
    }
    return solutions;
  }

  private static Search begun(Difficulty difficulty, int probe) {
    Search search =
        new ComputeOptimal(probe, difficulty, Aggregation.LAST, BINS)
            .start(PROBLEM, new SplittableRandom(1));
    assertThat(search.begin())
        .isEqualTo(List.of(Expansion.solutions(Trajectory.start(PROBLEM), probe)));
    return search;
  }

  /** The mean reward of two; bounds belong to the easier bin. */
  @ParameterizedTest
  @CsvSource({"1, 0.5, 0", "0.6, 0.9, 0", "0.9, 0.5, 5", "0.5, 0.5, 5", "0.5, 0.4, 1", "0, 0, 1"})
  void theMeanRewardOfTheFirstSolutionsChoosesTheStrategy(double one, double other, int width) {
    Search search = begun(Difficulty.REWARD, 2);

    List<? extends Request> wishes =
        search.advance(List.of(solutions(List.of("a", "b"), one, other)));

    assertThat(wishes.stream().mapToInt(Request::width).sum()).isEqualTo(width);
    assertThat(search.candidates()).hasSize(2);
  }

  @ParameterizedTest
  @CsvSource({"a, a, a, a, 0", "a, a, b, a, 0", "a, a, b, b, 5", "a, b, c, d, 1", "a, a, b, , 5"})
  void theirAgreementDoes(
      @Nullable String a, @Nullable String b, @Nullable String c, @Nullable String d, int width) {
    List<@Nullable String> answers = new ArrayList<>();
    answers.add(a);
    answers.add(b);
    answers.add(c);
    answers.add(d);
    Search search = begun(Difficulty.AGREEMENT, 4);

    List<? extends Request> wishes = search.advance(List.of(solutions(answers, 1, 1, 1, 1)));

    assertThat(wishes.stream().mapToInt(Request::width).sum()).isEqualTo(width);
  }

  @Test
  void solutionsWithoutAnAnswerAgreeWithNone() {
    List<@Nullable String> none = new ArrayList<>();
    none.add(null);
    none.add(null);

    assertThat(begun(Difficulty.AGREEMENT, 2).advance(List.of(solutions(none, 1, 1))))
        .singleElement()
        .isInstanceOfSatisfying(
            Expansion.class,
            wish -> assertThat(wish.decoding()).isEqualTo(Expansion.Decoding.GREEDY));
  }

  @Test
  void theFirstSolutionsStayCandidatesBeforeThoseOfTheChosenStrategy() {
    Search search = begun(Difficulty.REWARD, 2);
    List<Candidate> first = solutions(List.of("a", "b"), 0.6, 0.6);
    search.advance(List.of(first));
    List<Candidate> second = solutions(List.of("a", "b", "c", "d", "e"), 0.1, 0.2, 0.3, 0.4, 0.5);

    assertThat(search.advance(List.of(second))).isEmpty();
    assertThat(search.candidates()).startsWith(first.get(0), first.get(1)).hasSize(7);
  }

  @Test
  void needsWhatItsDifficultyAndItsStrategiesNeed() {
    assertThat(new ComputeOptimal(1, Difficulty.AGREEMENT, Aggregation.LAST, BINS).needs())
        .containsExactly(Signal.ANSWER);
    assertThat(
            new ComputeOptimal(
                    1,
                    Difficulty.AGREEMENT,
                    Aggregation.LAST,
                    List.of(new Bin(1, new BeamSearch(4, 2, Aggregation.LAST))))
                .needs())
        .containsExactlyInAnyOrder(Signal.ANSWER, Signal.REWARD);
  }

  /**
   * With an oracle and k first solutions a problem is as easy as it can be if all are right, which
   * has the probability q^k for solutions that are right with q = p^steps. Then nothing follows,
   * else n more solutions: success is 1 - (1 - q)^(k + n), and k + n (1 - q^k) solutions are
   * sampled.
   */
  @Test
  void solvesAndSpendsWhatTheClosedFormSaysWithAnOracle() {
    int problems = 4000;
    int k = 2;
    int n = 6;
    int steps = 3;
    double q = Math.pow(0.7, steps);
    ComputeOptimal strategy =
        new ComputeOptimal(
            k,
            Difficulty.REWARD,
            Aggregation.LAST,
            List.of(new Bin(0, null), new Bin(1, new BestOfN(n))));

    Measured measured =
        new CoinWorld(0.7, 0.7, steps, Judge.ORACLE)
            .measure(strategy, problems, CoinWorld::bestIsRight);

    double success = 1 - Math.pow(1 - q, k + n);
    assertThat(measured.solved() / (double) problems)
        .isCloseTo(success, within(4 * Math.sqrt(success * (1 - success) / problems)));
    double more = 1 - Math.pow(q, k);
    assertThat(measured.tokensPerProblem())
        .isCloseTo(
            steps * (k + n * more),
            within(4 * steps * n * Math.sqrt(more * (1 - more) / problems)));
  }

  /** An oracle tells easy from hard; a useless reward model cannot, and then nothing is gained. */
  @Test
  void aUselessRewardModelChoosesAtRandom() {
    int problems = 4000;
    int steps = 3;
    ComputeOptimal strategy =
        new ComputeOptimal(
            1,
            Difficulty.REWARD,
            Aggregation.LAST,
            List.of(new Bin(0.5, null), new Bin(1, new BestOfN(3))));

    Measured measured =
        new CoinWorld(0.7, 0.7, steps, Judge.USELESS)
            .measure(strategy, problems, CoinWorld::bestIsRight);

    double q = Math.pow(0.7, steps);
    assertThat(measured.solved() / (double) problems)
        .isCloseTo(q, within(4 * Math.sqrt(q * (1 - q) / problems)));
    assertThat(measured.tokensPerProblem()).isCloseTo(steps * 2.5, within(0.3));
  }

  @Test
  void refusesATableThatLeavesOutADifficulty() {
    assertThatThrownBy(
            () ->
                new ComputeOptimal(
                    4, Difficulty.REWARD, Aggregation.LAST, List.of(new Bin(0.5, null))))
        .hasMessage("bins must end with one up-to 1");
    assertThatThrownBy(
            () ->
                new ComputeOptimal(
                    4,
                    Difficulty.REWARD,
                    Aggregation.LAST,
                    List.of(new Bin(0.5, null), new Bin(0.5, null), new Bin(1, null))))
        .hasMessage("bins must have ascending up-to but 0.5 came after 0.5");
    assertThatThrownBy(() -> new ComputeOptimal(4, Difficulty.REWARD, Aggregation.LAST, List.of()))
        .hasMessage("bins must end with one up-to 1");
    assertThatThrownBy(() -> new Bin(1.1, null)).hasMessage("up-to must be in [0, 1] but was 1.1");
    assertThatThrownBy(
            () -> new Bin(1, new ComputeOptimal(1, Difficulty.REWARD, Aggregation.LAST, BINS)))
        .hasMessage("strategy must not be compute-optimal again");
    assertThatThrownBy(() -> new ComputeOptimal(0, Difficulty.REWARD, Aggregation.LAST, BINS))
        .hasMessage("probe must be at least 1 but was 0");
    assertThatThrownBy(() -> new ComputeOptimal(1, Difficulty.REWARD, Aggregation.SUM, BINS))
        .hasMessage("aggregation must be one with bounds, not sum, to tell a difficulty");
  }
}
