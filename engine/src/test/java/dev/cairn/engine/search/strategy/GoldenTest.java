package dev.cairn.engine.search.strategy;

import static dev.cairn.engine.search.strategy.Scripted.children;
import static dev.cairn.engine.search.strategy.Scripted.found;
import static dev.cairn.engine.search.strategy.Scripted.paths;
import static dev.cairn.engine.search.strategy.Scripted.widths;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.engine.answer.AnswerExtractor.Fallback;
import dev.cairn.engine.answer.Profile;
import dev.cairn.engine.config.RunSpec.AnswerSpec;
import dev.cairn.engine.model.Policy;
import dev.cairn.engine.model.RewardModel;
import dev.cairn.engine.run.Outcomes;
import dev.cairn.engine.run.SearchOutcome;
import dev.cairn.engine.run.SearchOutcome.Completed;
import dev.cairn.engine.run.SearchOutcome.Failed;
import dev.cairn.engine.run.SearchTask;
import dev.cairn.engine.run.Seeds;
import dev.cairn.engine.run.TreeNode;
import dev.cairn.engine.run.WorkItem;
import dev.cairn.engine.search.Aggregation;
import dev.cairn.engine.search.AnswerReader;
import dev.cairn.engine.search.Candidate;
import dev.cairn.engine.search.Finish;
import dev.cairn.engine.search.Problem;
import dev.cairn.engine.search.Request;
import dev.cairn.engine.search.Search;
import dev.cairn.engine.search.SearchStrategy;
import dev.cairn.engine.search.Step;
import dev.cairn.engine.search.strategy.AdaptiveConsistency.Growth;
import dev.cairn.engine.search.strategy.AdaptiveConsistency.Rule;
import dev.cairn.engine.search.strategy.BeamSearch.Duplicates;
import dev.cairn.engine.search.strategy.BeamSearch.FirstLevel;
import dev.cairn.engine.search.strategy.BeamSearch.Pad;
import dev.cairn.engine.search.strategy.BeamSearch.Trim;
import dev.cairn.engine.search.strategy.BeamSearch.Truncated;
import dev.cairn.engine.worker.TokenCount;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/**
 * What published engines get wrong, each as a case that they would fail. The vectors of REBASE, of
 * particle filtering and of the Beta rule are in the tests of their classes; that a search which
 * failed counts as wrong and is listed is in the tests of the search job.
 */
class GoldenTest {
  private static Search start(SearchStrategy strategy) {
    return strategy.start(Scripted.PROBLEM, new SplittableRandom(1));
  }

  private static BeamSearch beam(int beams, int branching, int lookAhead) {
    return new BeamSearch(
        beams,
        branching,
        FirstLevel.BEAMS,
        BeamSearch.Finished.REFILL,
        Duplicates.KEEP,
        Truncated.FINISH,
        Trim.NONE,
        Pad.NONE,
        lookAhead,
        Aggregation.LAST);
  }

  /** Golden test 1. */
  @Test
  void beamSearchSelectsByTheEndOfTheRollOutIfItLooksAhead() {
    Scripted script = new Scripted();
    Search ahead = start(beam(2, 2, 1));
    List<? extends Request> rollOuts = ahead.advance(script.answer(ahead.begin(), "0.9 0.1"));
    Search blind = start(beam(2, 2, 0));

    assertThat(paths(ahead.advance(script.answer(rollOuts, "0.1 0.9"))))
        .containsExactly(List.of(1));
    assertThat(paths(blind.advance(children(blind.begin(), "0.9 0.1"))))
        .containsExactly(List.of(0));
  }

  /** Golden test 2. */
  @Test
  void aBeamThatFinishedAmongOpenOnesIsInThePoolExactlyOnce() {
    Search search = start(beam(4, 2, 0));
    assertThat(search.advance(children(search.begin(), "0.9! 0.8 0.7 0.6"))).isNotEmpty();

    assertThat(found(search.candidates())).containsExactly(List.of(0));
  }

  /** Golden test 3. */
  @Test
  void beamSearchOfEightBeamsBranchingFourSamplesEightFirstSteps() {
    assertThat(widths(start(beam(8, 4, 0)).begin())).containsExactly(8);
  }

  /** Golden test 5. */
  @Test
  void theSameQuestionTwiceInASetIsSearchedIndependently() {
    Policy policy = anyWord();
    Rebase rebase = new Rebase(4, 0.2, Allocation.LARGEST_REMAINDER, 0, Aggregation.LAST);
    List<List<TreeNode>> both =
        trees(List.of(task("a", rebase, policy), task("b", rebase, policy)));

    assertThat(both.get(0)).isNotEqualTo(both.get(1));
    assertThat(both.get(0)).isEqualTo(trees(List.of(task("a", rebase, policy))).get(0));
    assertThat(both.get(1)).isEqualTo(trees(List.of(task("b", rebase, policy))).get(0));
  }

  private static List<List<TreeNode>> trees(List<SearchTask> tasks) {
    return Outcomes.of(tasks, Outcomes.WIDE).stream()
        .map(outcome -> Outcomes.completed(outcome).tree())
        .toList();
  }

  private static SearchTask task(String id, SearchStrategy strategy, Policy policy) {
    Problem problem = new Problem(id, "The same for all?", null);
    WorkItem item = new WorkItem("golden", id, 0);
    return new SearchTask(
        item,
        problem,
        strategy,
        policy,
        trajectories ->
            CompletableFuture.completedFuture(
                new RewardModel.Scored(
                    trajectories.stream()
                        .map(each -> Collections.nCopies(each.steps().size(), 0.5))
                        .toList(),
                    1,
                    TokenCount.NONE)),
        Seeds.of(3, item));
  }

  /** Three steps of one word each, which its seed decides. */
  private static Policy anyWord() {
    return (expansion, first, seed) -> {
      List<Policy.Continuation> continuations = new ArrayList<>();
      for (int i = 0; i < expansion.width(); i++) {
        String word = Long.toString(new SplittableRandom(seed + first + i).nextLong(), 36);
        continuations.add(
            new Policy.Continuation(
                List.of(new Step(word + ";", 1, null)),
                expansion.from().steps().size() == 2 ? Finish.ANSWERED : Finish.SEPARATOR));
      }
      return List.of(
          CompletableFuture.completedFuture(
              new Policy.Sampled(0, continuations, 1, new TokenCount(1, 0, expansion.width()))));
    };
  }

  /** Golden test 10, the width. */
  @Test
  void aRebaseLeafTakesOneOfTheWidthForGood() {
    Search search = start(new Rebase(4, 0.2, Allocation.LARGEST_REMAINDER, 0, Aggregation.LAST));
    List<? extends Request> second = search.advance(children(search.begin(), "0.9! 0.9! 0.5 0.5"));
    List<? extends Request> third = search.advance(children(second, "0.1! 0.5"));

    assertThat(widths(second)).containsExactly(1, 1);
    assertThat(widths(third)).containsExactly(1);
  }

  /** Golden test 14. */
  @Test
  void oneHalfInThreeNotationsStopsAdaptiveSelfConsistencyAsOneAnswer() {
    AnswerReader reader = new AnswerSpec(Fallback.NONE, Profile.DEFAULT).reader();
    List<Candidate> solutions = new ArrayList<>();
    for (String answer : List.of("1/2", "0.5", "\\frac12")) {
      solutions.add(
          new Candidate(
              children(start(new BestOfN(1)).begin(), "0.5!").get(0).get(0).trajectory(),
              List.of(0.5),
              reader.read("It is \\boxed{" + answer + "}.")));
    }
    Search search = start(new AdaptiveConsistency(8, 3, Growth.CONSTANT, Rule.SHARE, 1));

    assertThat(search.begin()).hasSize(1);
    assertThat(search.advance(List.of(solutions))).isEmpty();
    assertThat(reader.read("I do not know.")).isNull();
    assertThat(reader.read("It is \\boxed{$\\text{}$}.")).isNull();
  }

  /** Golden test 15. */
  @Test
  void aSearchThatFailsIsAmongTheOutcomesWithWhatItCost() {
    Policy policy = anyWord();
    Policy torn =
        (expansion, first, seed) ->
            expansion.from().steps().isEmpty()
                ? policy.sample(expansion, first, seed)
                : List.of(CompletableFuture.failedFuture(new IllegalStateException("torn")));
    SearchStrategy beam = new BeamSearch(4, 2, Aggregation.LAST);
    List<SearchOutcome> outcomes =
        Outcomes.of(List.of(task("a", beam, torn), task("b", beam, policy)), Outcomes.WIDE);

    assertThat(outcomes).hasSize(2);
    assertThat(outcomes.get(0)).isInstanceOf(Failed.class);
    assertThat(outcomes.get(0).usage().generatedTokens()).isEqualTo(4);
    assertThat(outcomes.get(1)).isInstanceOf(Completed.class);
  }
}
