package dev.cairn.engine.run;

import static dev.cairn.engine.run.Outcomes.completed;
import static dev.cairn.engine.run.Scenes.ANSWERING;
import static dev.cairn.engine.run.Scenes.ENDLESS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.engine.model.Policy;
import dev.cairn.engine.model.Policy.Sampled;
import dev.cairn.engine.run.SearchOutcome.Completed;
import dev.cairn.engine.run.SearchOutcome.Stop;
import dev.cairn.engine.search.Aggregation;
import dev.cairn.engine.search.Candidate;
import dev.cairn.engine.search.Expansion;
import dev.cairn.engine.search.Finish;
import dev.cairn.engine.search.SearchStrategy;
import dev.cairn.engine.search.Trajectory;
import dev.cairn.engine.search.strategy.BeamSearch;
import dev.cairn.engine.search.strategy.BestOfN;
import dev.cairn.engine.search.strategy.Mcts;
import dev.cairn.engine.search.strategy.Selection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SearchLoopTest {
  private static final Duration LONG = Duration.ofMinutes(1);
  private static final List<SearchStrategy> STRATEGIES =
      List.of(
          new BestOfN(5),
          new BeamSearch(8, 2, Aggregation.LAST),
          Mcts.of(4, 3, Selection.PUCT),
          Scenes.mcts(12, 3, 6));

  private static List<SearchTask> tasks(DigitWorld world) {
    return IntStream.range(0, 60)
        .mapToObj(number -> world.task(number, STRATEGIES.get(number % STRATEGIES.size())))
        .toList();
  }

  private static List<SearchOutcome> outcomes(DigitWorld world, int window) {
    return Outcomes.of(tasks(world), Outcomes.limits(window)).stream()
        .map(Outcomes::withoutElapsed)
        .toList();
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "4, 2", "64, 3", "64, 4"})
  void findsTheSameForAnyWindowAndAnyOrderOfArrival(int window, long order) {
    List<SearchOutcome> expected = outcomes(DigitWorld.immediate(), 1);

    try (ShuffledArrival arrival = new ShuffledArrival(order)) {
      assertThat(outcomes(new DigitWorld(arrival), window)).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @CsvSource({"40, 1", "40, 2", "130, 3"})
  void aLimitEndsSimulationsAtOnceInTheSamePlaceForAnyOrderOfArrival(long tokens, long order) {
    Limits limits = new Limits(8, 100, tokens, LONG);
    List<SearchOutcome> expected = limited(DigitWorld.immediate(), limits);

    assertThat(expected).anyMatch(outcome -> completed(outcome).stop() == Stop.TOKEN_LIMIT);
    try (ShuffledArrival arrival = new ShuffledArrival(order)) {
      assertThat(limited(new DigitWorld(arrival), limits)).isEqualTo(expected);
    }
  }

  private static List<SearchOutcome> limited(DigitWorld world, Limits limits) {
    List<SearchTask> tasks =
        IntStream.range(0, 20)
            .mapToObj(number -> world.task(number, Scenes.mcts(12, 3, 6)))
            .toList();
    return Outcomes.of(tasks, limits).stream().map(Outcomes::withoutElapsed).toList();
  }

  @Test
  void startsNoMoreSearchesAtOnceThanItsWindow() {
    List<CompletableFuture<Sampled>> calls = new ArrayList<>();
    Policy held = held(calls);
    List<SearchTask> tasks =
        IntStream.range(0, 5)
            .mapToObj(i -> Scenes.task("p" + i, new BestOfN(1), held, null))
            .toList();
    try (SearchLoop loop = new SearchLoop(tasks.iterator(), Outcomes.limits(2))) {
      assertThat(loop.poll(Duration.ofMillis(1))).isNull();
      assertThat(calls).hasSize(2);

      calls.get(1).complete(answered());
      SearchOutcome first = loop.poll(LONG);

      assertThat(first).isNotNull();
      assertThat(first.problem().id()).isEqualTo("p1");
      assertThat(loop.poll(Duration.ofMillis(1))).isNull();
      assertThat(calls).hasSize(3);
    }
  }

  private static Policy held(List<CompletableFuture<Sampled>> calls) {
    return Scenes.answering(
        () -> {
          CompletableFuture<Sampled> call = new CompletableFuture<>();
          calls.add(call);
          return call;
        });
  }

  private static Sampled answered() {
    return Scenes.sampled(0, List.of(Scenes.continuation(Finish.ANSWERED)));
  }

  @Test
  void pollGivesNullWhileNothingEndsAndTheOutcomeOnceItDoes() {
    List<CompletableFuture<Sampled>> calls = new ArrayList<>();
    SearchTask task = Scenes.task("p", new BestOfN(1), held(calls), null);
    try (SearchLoop loop = new SearchLoop(List.of(task).iterator(), Outcomes.WIDE)) {
      assertThat(loop.poll(Duration.ofMillis(20))).isNull();
      assertThat(loop.hasNext()).isTrue();

      calls.get(0).complete(answered());

      assertThat(loop.poll(LONG)).isInstanceOf(Completed.class);
      assertThat(loop.hasNext()).isFalse();
      assertThatThrownBy(() -> loop.poll(LONG))
          .isInstanceOf(NoSuchElementException.class)
          .hasMessage("all searches have ended");
    }
  }

  @Test
  void anInterruptCancelsAllCallsAndLeavesTheFlagSet() {
    List<CompletableFuture<Sampled>> calls = new ArrayList<>();
    Policy held = held(calls);
    List<SearchTask> tasks =
        List.of(
            Scenes.task("p", new BestOfN(1), held, null),
            Scenes.task("q", new BestOfN(1), held, null));
    try (SearchLoop loop = new SearchLoop(tasks.iterator(), Outcomes.WIDE)) {
      Thread.currentThread().interrupt();

      assertThatThrownBy(loop::next)
          .isInstanceOf(CancellationException.class)
          .hasMessage("the search loop was interrupted");
      assertThat(Thread.interrupted()).isTrue();
      assertThat(calls).hasSize(2).allMatch(CompletableFuture::isCancelled);
    } finally {
      // Whatever failed above, the next test must not find the flag.
      Thread.interrupted();
    }
  }

  @Test
  void closingCancelsAllCalls() {
    List<CompletableFuture<Sampled>> calls = new ArrayList<>();
    SearchTask task = Scenes.task("p", new BestOfN(1), held(calls), null);
    SearchLoop loop = new SearchLoop(List.of(task).iterator(), Outcomes.WIDE);
    assertThat(loop.poll(Duration.ofMillis(1))).isNull();
    loop.close();

    assertThat(calls).hasSize(1).allMatch(CompletableFuture::isCancelled);
    assertThat(loop.hasNext()).isFalse();
  }

  @Test
  void manyRoundsOfInstantAnswersDoNotOverflowTheStack() {
    int rounds = 50_000;
    SearchStrategy deep =
        Scenes.rounds(
            problem ->
                Collections.nCopies(
                    rounds, List.of(Expansion.steps(Trajectory.start(problem), 1))));
    Completed outcome = run(deep, ENDLESS, Outcomes.WIDE);

    assertThat(outcome.usage().rounds()).isEqualTo(rounds);
    assertThat(outcome.tree()).hasSize(rounds);
  }

  private static Completed run(SearchStrategy strategy, Policy policy, Limits limits) {
    SearchTask task = Scenes.task("p", strategy, policy, null);
    return completed(Outcomes.of(List.of(task), limits).get(0));
  }

  @Test
  void aNodeThatIsAskedAgainGetsTheNextChildrenWithTheirSeeds() {
    record Call(int first, int width, long seed) {}
    List<Call> calls = new ArrayList<>();
    Policy noting =
        (expansion, first, seed) -> {
          calls.add(new Call(first, expansion.width(), seed));
          return ANSWERING.sample(expansion, first, seed);
        };
    SearchStrategy again =
        Scenes.rounds(
            problem -> {
              Trajectory root = Trajectory.start(problem);
              return List.of(
                  List.of(Expansion.steps(root, 2), Expansion.steps(root, 1)),
                  List.of(Expansion.steps(root, 3)));
            });
    Completed outcome = run(again, noting, Outcomes.WIDE);

    long seed = Seeds.request(1, List.of());
    assertThat(calls)
        .containsExactly(new Call(0, 2, seed), new Call(2, 1, seed), new Call(3, 3, seed));
    assertThat(outcome.candidates())
        .extracting(candidate -> candidate.trajectory().path().get(0))
        .containsExactly(0, 1, 2, 3, 4, 5);
  }

  @Test
  void theTokenLimitStopsASearchThatKeepsWhatItFound() {
    Policy firstChildEnds =
        Scenes.writing(number -> number == 0 ? Finish.ANSWERED : Finish.SEPARATOR);
    Limits limits = new Limits(1, 100, 5L * Scenes.TOKENS, LONG);
    SearchStrategy levels = openChildren();

    Completed outcome = run(levels, firstChildEnds, limits);

    assertThat(outcome.stop()).isEqualTo(Stop.TOKEN_LIMIT);
    assertThat(outcome.usage().generatedTokens()).isEqualTo(6L * Scenes.TOKENS);
    assertThat(outcome.candidates())
        .extracting(candidate -> candidate.trajectory().path())
        .containsExactly(List.of(0), List.of(1, 0), List.of(1, 1, 0));
  }

  /** Two children of the root, of its second child, of that one's second child and so on. */
  private static SearchStrategy openChildren() {
    return Scenes.rounds(
        problem -> {
          List<List<Expansion>> levels = new ArrayList<>();
          Trajectory node = Trajectory.start(problem);
          for (int level = 0; level < 50; level++) {
            levels.add(List.of(Expansion.steps(node, 2)));
            node = node.append(1, Scenes.continuation(Finish.SEPARATOR).steps(), Finish.SEPARATOR);
          }
          return levels;
        });
  }

  @Test
  void aTrajectoryOfTheMostStepsAllowedIsTruncated() {
    SearchTask task =
        Scenes.task("p", new BeamSearch(4, 2, Aggregation.LAST), ENDLESS, Scenes.HALF);
    Limits limits = new Limits(1, 3, 1_000_000, LONG);
    Completed outcome = completed(Outcomes.of(List.of(task), limits).get(0));

    assertThat(outcome.stop()).isEqualTo(Stop.OVER);
    assertThat(outcome.candidates())
        .hasSize(4)
        .extracting(Candidate::trajectory)
        .allMatch(end -> end.steps().size() == 3 && end.finish() == Finish.TRUNCATED);
  }
}
