package dev.cairn.engine.run;

import static dev.cairn.engine.run.Outcomes.completed;
import static dev.cairn.engine.run.Outcomes.failure;
import static dev.cairn.engine.run.Scenes.ANSWERING;
import static dev.cairn.engine.run.Scenes.ENDLESS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.engine.model.Policy;
import dev.cairn.engine.model.Policy.Continuation;
import dev.cairn.engine.model.Policy.Sampled;
import dev.cairn.engine.model.RewardModel;
import dev.cairn.engine.model.RewardModel.Scored;
import dev.cairn.engine.run.TreeNode.Fate;
import dev.cairn.engine.search.Aggregation;
import dev.cairn.engine.search.Candidate;
import dev.cairn.engine.search.Expansion;
import dev.cairn.engine.search.Finish;
import dev.cairn.engine.search.Problem;
import dev.cairn.engine.search.Search;
import dev.cairn.engine.search.SearchStrategy;
import dev.cairn.engine.search.Trajectory;
import dev.cairn.engine.search.strategy.BeamSearch;
import dev.cairn.engine.search.strategy.BestOfN;
import dev.cairn.engine.worker.TokenCount;
import dev.cairn.engine.worker.WorkerException;
import dev.cairn.engine.worker.WorkerException.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every way in which one search can fail, always beside two that must not notice. */
class FailureTest {
  private static final BeamSearch BEAM = new BeamSearch(2, 1, Aggregation.LAST);

  /** Where a strategy of these tests throws. */
  private enum Where {
    START,
    BEGIN,
    ADVANCE,
    CANDIDATES,
    VISITS
  }

  private static Failure failing(
      SearchStrategy strategy, Policy policy, @Nullable RewardModel rewards) {
    List<SearchTask> tasks =
        List.of(
            Scenes.task("a", new BestOfN(2), ANSWERING, null),
            Scenes.task("b", strategy, policy, rewards),
            Scenes.task("c", new BestOfN(2), ANSWERING, null));
    Limits limits = new Limits(2, 4, 1_000_000, Duration.ofMinutes(1));
    List<SearchOutcome> outcomes = Outcomes.of(tasks, limits);

    assertThat(outcomes)
        .extracting(outcome -> outcome.problem().id())
        .containsExactly("a", "b", "c");
    assertThat(completed(outcomes.get(0)).candidates()).hasSize(2);
    assertThat(completed(outcomes.get(2)).candidates()).hasSize(2);
    return failure(outcomes.get(1));
  }

  private static SearchStrategy throwing(Where where) {
    return new SearchStrategy() {
      @Override
      public Set<Signal> needs() {
        return Set.of();
      }

      @Override
      public Search start(Problem problem, RandomGenerator random) {
        check(Where.START);
        return new Search() {
          @Override
          public List<Expansion> begin() {
            check(Where.BEGIN);
            return List.of(Expansion.steps(Trajectory.start(problem), 1));
          }

          @Override
          public List<Expansion> advance(List<List<Candidate>> children) {
            check(Where.ADVANCE);
            return List.of();
          }

          @Override
          public List<Candidate> candidates() {
            check(Where.CANDIDATES);
            return List.of();
          }

          @Override
          public int visits(Trajectory node) {
            check(Where.VISITS);
            return 1;
          }
        };
      }

      private void check(Where here) {
        if (here == where) {
          throw new IllegalStateException("not " + here);
        }
      }
    };
  }

  @ParameterizedTest
  @EnumSource
  void aStrategyThatThrowsFailsItsSearch(Where where) {
    assertThat(failing(throwing(where), ENDLESS, null))
        .isEqualTo(new Failure("search", "not " + where));
  }

  @Test
  void aPolicyThatThrowsAtOnceFailsItsSearch() {
    Policy throwing =
        (expansion, first, seed) -> {
          throw new IllegalArgumentException("the question must not hold a control token");
        };
    assertThat(failing(BEAM, throwing, Scenes.HALF))
        .isEqualTo(new Failure("search", "the question must not hold a control token"));
  }

  @ParameterizedTest
  @EnumSource
  void aWorkersFailureIsCountedByItsKind(Kind kind) {
    WorkerException cause = new WorkerException(kind, "http://w:1", "no");
    Policy failed =
        Scenes.answering(() -> CompletableFuture.failedFuture(new CompletionException(cause)));

    Failure failure = failing(BEAM, failed, Scenes.HALF);

    assertThat(failure.kind()).isEqualTo(kind.name().toLowerCase(Locale.ROOT).replace('_', '-'));
    assertThat(failure.message()).isEqualTo("http://w:1: no");
  }

  @Test
  void aRewardModelThatFailsFailsTheSearch() {
    WorkerException cause = new WorkerException(Kind.TIMEOUT, "http://prm:1", "no answer");

    assertThat(failing(BEAM, ENDLESS, trajectories -> CompletableFuture.failedFuture(cause)))
        .isEqualTo(new Failure("timeout", "http://prm:1: no answer"));
  }

  private static Policy writing(int first, int count) {
    List<Continuation> written = Collections.nCopies(count, Scenes.continuation(Finish.SEPARATOR));
    return Scenes.answering(
        () -> CompletableFuture.completedFuture(Scenes.sampled(first, written)));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void tooFewChildrenFailTheSearch(int count) {
    assertThat(failing(BEAM, writing(0, count), Scenes.HALF))
        .isEqualTo(
            new Failure(
                "short-answer", "the policy left %d children unwritten".formatted(2 - count)));
  }

  @Test
  void tooManyChildrenFailTheSearch() {
    Failure expected =
        new Failure("short-answer", "the policy wrote more children than it was asked for");

    assertThat(failing(BEAM, writing(0, 3), Scenes.HALF)).isEqualTo(expected);
    assertThat(failing(BEAM, writing(1, 2), Scenes.HALF)).isEqualTo(expected);
  }

  @Test
  void aChildThatIsWrittenTwiceFailsTheSearch() {
    Policy twice =
        (expansion, first, seed) -> {
          List<CompletableFuture<Sampled>> parts = new ArrayList<>();
          parts.addAll(writing(0, 1).sample(expansion, first, seed));
          parts.addAll(writing(0, 1).sample(expansion, first, seed));
          return parts;
        };
    assertThat(failing(BEAM, twice, Scenes.HALF))
        .isEqualTo(new Failure("short-answer", "the policy wrote a child twice"));
  }

  @Test
  void aPolicyThatMakesNoCallFailsTheSearch() {
    assertThat(failing(BEAM, (expansion, first, seed) -> List.of(), Scenes.HALF))
        .isEqualTo(new Failure("short-answer", "the policy made no call for what it was asked"));
  }

  private static RewardModel giving(List<List<Double>> rewards) {
    return trajectories ->
        CompletableFuture.completedFuture(new Scored(rewards, 1, TokenCount.NONE));
  }

  @Test
  void rewardsOfOtherThanAllTrajectoriesFailTheSearch() {
    assertThat(failing(BEAM, ENDLESS, giving(List.of(List.of(0.5)))))
        .isEqualTo(new Failure("short-answer", "the reward model judged 1 of 2 trajectories"));
  }

  @Test
  void otherThanOneRewardPerStepFailsTheSearch() {
    assertThat(failing(BEAM, ENDLESS, giving(List.of(List.of(0.5), List.of(0.5, 0.5)))))
        .isEqualTo(new Failure("short-answer", "the reward model gave 2 rewards for 1 steps"));
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.1, 1.5, Double.NaN})
  void aRewardOutOfRangeFailsTheSearch(double reward) {
    assertThat(failing(BEAM, ENDLESS, giving(List.of(List.of(0.5), List.of(reward)))))
        .isEqualTo(
            new Failure(
                "short-answer",
                "the reward model gave a reward that must be in [0, 1] but was " + reward));
  }

  @Test
  void aSearchThatIsNotOverInTimeFailsAndItsCallsAreCancelled() {
    CompletableFuture<Sampled> never = new CompletableFuture<>();
    List<SearchTask> tasks =
        List.of(
            Scenes.task("a", BEAM, Scenes.answering(() -> never), Scenes.HALF),
            Scenes.task("b", new BestOfN(1), ANSWERING, null));
    List<SearchOutcome> outcomes =
        Outcomes.of(tasks, new Limits(1, 4, 1_000_000, Duration.ofMillis(100)));

    assertThat(failure(outcomes.get(0)).kind()).isEqualTo("patience");
    assertThat(failure(outcomes.get(0)).message()).contains("raise limits.patience");
    assertThat(never).isCancelled();
    assertThat(completed(outcomes.get(1)).candidates()).hasSize(1);
  }

  @Test
  void patienceEndsASearchThatIsNeverWaitedFor() {
    SearchStrategy forever =
        Scenes.rounds(
            problem ->
                Collections.nCopies(
                    Integer.MAX_VALUE, List.of(Expansion.steps(Trajectory.start(problem), 1))));
    SearchTask task = Scenes.task("a", forever, silent(), null);
    List<SearchOutcome> outcomes =
        Outcomes.of(List.of(task), new Limits(1, 4, 1_000_000, Duration.ofMillis(50)));

    assertThat(failure(outcomes.get(0)).kind()).isEqualTo("patience");
  }

  /** Ends no answer, spends no tokens and answers before it is asked again. */
  private static Policy silent() {
    return Scenes.answering(
        () ->
            CompletableFuture.completedFuture(
                new Sampled(
                    0,
                    List.of(new Continuation(List.of(), Finish.SEPARATOR)),
                    1,
                    TokenCount.NONE)));
  }

  @Test
  void aFailedSearchTellsWhatItCostAndWhichNodesHadChildren() {
    Policy onlyTheRoot =
        (expansion, first, seed) ->
            expansion.from().path().isEmpty()
                ? ENDLESS.sample(expansion, first, seed)
                : List.of(
                    CompletableFuture.failedFuture(
                        new WorkerException(Kind.REFUSED, "http://w:1", "no")));
    SearchTask task = Scenes.task("a", BEAM, onlyTheRoot, Scenes.HALF);
    SearchOutcome outcome = Outcomes.of(List.of(task), Outcomes.WIDE).get(0);

    assertThat(failure(outcome).kind()).isEqualTo("refused");
    assertThat(outcome.usage().samples()).isEqualTo(2);
    assertThat(outcome.usage().generatedTokens()).isEqualTo(2L * Scenes.TOKENS);
    assertThat(outcome.tree()).extracting(TreeNode::fate).containsOnly(Fate.STOPPED).hasSize(2);
  }
}
