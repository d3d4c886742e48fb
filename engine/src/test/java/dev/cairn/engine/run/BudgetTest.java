package dev.cairn.engine.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.engine.model.Policy;
import dev.cairn.engine.model.RewardModel;
import dev.cairn.engine.run.SearchOutcome.Completed;
import dev.cairn.engine.run.SearchOutcome.Stop;
import dev.cairn.engine.run.TreeNode.Fate;
import dev.cairn.engine.search.Aggregation;
import dev.cairn.engine.search.Candidate;
import dev.cairn.engine.search.Finish;
import dev.cairn.engine.search.SearchStrategy;
import dev.cairn.engine.search.strategy.BeamSearch;
import dev.cairn.engine.search.strategy.BestOfN;
import dev.cairn.engine.search.strategy.Greedy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Every child of these scenes costs ten tokens. */
class BudgetTest {
  private final List<Integer> widths = new ArrayList<>();

  private static Budget tokens(Long... amounts) {
    return new Budget(List.of(amounts), 0, Duration.ZERO);
  }

  private Completed run(SearchStrategy strategy, Policy policy, Budget budget) {
    return run(strategy, policy, Scenes.HALF, budget);
  }

  private Completed run(
      SearchStrategy strategy, Policy policy, RewardModel rewardModel, Budget budget) {
    Policy observed =
        (expansion, first, seed) -> {
          widths.add(expansion.width());
          return policy.sample(expansion, first, seed);
        };
    SearchTask task = Scenes.task("p", strategy, observed, rewardModel).within(budget);
    return Outcomes.completed(Outcomes.of(List.of(task), Outcomes.WIDE).get(0));
  }

  @Test
  void asksForWhatTokensPayForOfARoundThatTheyDoNotPayForWhole() {
    Completed outcome = run(new BestOfN(16), Scenes.ANSWERING, tokens(55L));

    assertThat(outcome.stop()).isEqualTo(Stop.TOKEN_LIMIT);
    assertThat(outcome.usage().generatedTokens()).isEqualTo(50);
    // One to learn what a child costs, then half of what is left at a time.
    assertThat(widths).containsExactly(1, 2, 1, 1);
    assertThat(outcome.candidates())
        .extracting(candidate -> candidate.trajectory().path())
        .containsExactly(List.of(0), List.of(1), List.of(2), List.of(3), List.of(4));
    assertThat(outcome.tree()).extracting(TreeNode::fate).containsOnly(Fate.CANDIDATE);
  }

  @Test
  void asksForARoundWholeThatTokensPayFor() {
    Completed outcome = run(new BestOfN(16), Scenes.ANSWERING, tokens(160L));

    assertThat(outcome.stop()).isEqualTo(Stop.OVER);
    // No more than four times the children whose cost is known.
    assertThat(widths).containsExactly(1, 4, 11);
    assertThat(outcome.candidates())
        .isEqualTo(run(new BestOfN(16), Scenes.ANSWERING, Budget.NONE).candidates());
  }

  @Test
  void stopsAStepSearchInTheMiddleOfALevelAndKeepsWhatIsFinished() {
    Policy secondEnds = Scenes.writing(number -> number == 1 ? Finish.ANSWERED : Finish.SEPARATOR);

    Completed outcome = run(new BeamSearch(4, 2, Aggregation.LAST), secondEnds, tokens(60L));

    assertThat(outcome.stop()).isEqualTo(Stop.TOKEN_LIMIT);
    assertThat(outcome.usage().generatedTokens()).isEqualTo(60);
    assertThat(outcome.candidates())
        .extracting(candidate -> candidate.trajectory().path())
        .containsExactly(List.of(1), List.of(0, 1));
    assertThat(outcome.candidates()).noneMatch(Candidate::open);
    assertThat(outcome.tree()).extracting(TreeNode::fate).contains(Fate.STOPPED);
  }

  @Test
  void goesOnWithTheNextAmountAsIfTheFirstHadBeenAll() {
    Completed first = run(new BestOfN(40), Scenes.ANSWERING, tokens(75L));
    List<Integer> asked = List.copyOf(widths);
    widths.clear();
    Completed second = run(new BestOfN(40), Scenes.ANSWERING, tokens(75L, 130L));

    assertThat(widths.subList(0, asked.size())).isEqualTo(asked);
    assertThat(second.candidates().subList(0, first.candidates().size()))
        .isEqualTo(first.candidates());
    assertThat(first.usage().generatedTokens()).isEqualTo(70);
    assertThat(second.usage().generatedTokens()).isEqualTo(130);
  }

  @Test
  void answersNothingOfWhichTheFirstChildIsNotFinishedInABudgetThatPaysForNothing() {
    Completed outcome = run(new BeamSearch(4, 2, Aggregation.LAST), Scenes.ENDLESS, tokens(1L));

    assertThat(outcome.stop()).isEqualTo(Stop.TOKEN_LIMIT);
    assertThat(outcome.usage().generatedTokens()).isEqualTo(10);
    assertThat(outcome.candidates()).isEmpty();
  }

  @Test
  void beginsNoRoundAfterItsCalls() {
    BeamSearch beam = new BeamSearch(4, 2, Aggregation.LAST);
    Completed outcome = run(beam, Scenes.ENDLESS, new Budget(List.of(), 5, Duration.ZERO));

    assertThat(outcome.stop()).isEqualTo(Stop.CALL_LIMIT);
    // A level costs a call to the policy and one to the reward model for each prefix.
    assertThat(outcome.usage().policyCalls()).isEqualTo(3);
    assertThat(outcome.usage().rewardCalls()).isEqualTo(3);
    assertThat(widths).containsExactly(4, 2, 2);
  }

  @Test
  void endsWithWhatItHasWhenItsTimeIsUp() {
    Policy stalls =
        (expansion, first, seed) ->
            first == 0
                ? Scenes.ANSWERING.sample(expansion, first, seed)
                : List.of(new CompletableFuture<>());
    Budget budget = new Budget(List.of(1000L), 0, Duration.ofMillis(50));

    Completed outcome = run(new BestOfN(3), stalls, budget);

    assertThat(outcome.stop()).isEqualTo(Stop.TIME_LIMIT);
    assertThat(outcome.candidates())
        .extracting(candidate -> candidate.trajectory().path())
        .containsExactly(List.of(0));
  }

  @Test
  void ofManySearchesThatWhoseTimeIsUpFirstIsStoppedFirst() {
    Policy never = (expansion, first, seed) -> List.of(new CompletableFuture<>());
    List<SearchTask> tasks = new ArrayList<>();
    for (int millis : List.of(90, 30, 60)) {
      tasks.add(
          Scenes.task("in-" + millis, new Greedy(), never, null)
              .within(new Budget(List.of(), 0, Duration.ofMillis(millis))));
    }
    List<String> ended = new ArrayList<>();
    try (SearchLoop loop = new SearchLoop(tasks.iterator(), Outcomes.WIDE)) {
      loop.forEachRemaining(outcome -> ended.add(outcome.problem().id()));
    }

    assertThat(ended).containsExactly("in-30", "in-60", "in-90");
  }

  @Test
  void refusesAmountsThatNothingCanKeep() {
    assertThatThrownBy(() -> tokens(0L))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("tokens must be above 0 and ascending but were [0]");
    assertThatThrownBy(() -> tokens(20L, 20L))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("tokens must be above 0 and ascending but were [20, 20]");
    assertThatThrownBy(() -> new Budget(List.of(), -1, Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("calls and time must not be negative but were -1 and PT0S");
  }
}
