package dev.cairn.engine.search.strategy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.engine.run.Budget;
import dev.cairn.engine.run.DigitWorld;
import dev.cairn.engine.run.Outcomes;
import dev.cairn.engine.run.SearchOutcome;
import dev.cairn.engine.run.SearchOutcome.Completed;
import dev.cairn.engine.run.SearchOutcome.Stop;
import dev.cairn.engine.run.SearchTask;
import dev.cairn.engine.run.ShuffledArrival;
import dev.cairn.engine.run.TreeNode;
import dev.cairn.engine.run.Usage;
import dev.cairn.engine.search.Candidate;
import dev.cairn.engine.search.Expansion;
import dev.cairn.engine.search.Request;
import dev.cairn.engine.search.SearchStrategy;
import dev.cairn.engine.search.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every strategy must keep to, run on the digit world through the real loop. */
class StrategyContractTest {
  private static final int PROBLEMS = 25;

  static List<SearchStrategy> strategies() {
    return Strategies.all();
  }

  private static List<Completed> run(DigitWorld world, SearchStrategy strategy) {
    List<SearchTask> tasks =
        IntStream.range(0, PROBLEMS).mapToObj(number -> world.task(number, strategy)).toList();
    return Outcomes.of(tasks, Outcomes.WIDE).stream().map(Outcomes::completed).toList();
  }

  @ParameterizedTest
  @MethodSource("strategies")
  void findsTheSameForTheSameSeed(SearchStrategy strategy) {
    List<Completed> first = run(DigitWorld.immediate(), strategy);
    try (ShuffledArrival arrival = new ShuffledArrival(3)) {
      List<Completed> second = run(new DigitWorld(arrival), strategy);

      assertThat(second.stream().map(Completed::candidates))
          .containsExactlyElementsOf(first.stream().map(Completed::candidates).toList());
      assertThat(second.stream().map(Completed::tree))
          .containsExactlyElementsOf(first.stream().map(Completed::tree).toList());
    }
  }

  @ParameterizedTest
  @MethodSource("strategies")
  void findsTheSameHoweverManySearchesRunBesideIt(SearchStrategy strategy) {
    List<SearchTask> tasks =
        IntStream.range(0, PROBLEMS)
            .mapToObj(number -> DigitWorld.immediate().task(number, strategy))
            .toList();

    assertThat(trees(tasks, 64)).isEqualTo(trees(tasks, 1));
  }

  private static List<List<TreeNode>> trees(List<SearchTask> tasks, int inFlight) {
    return Outcomes.of(tasks, Outcomes.limits(inFlight)).stream()
        .map(outcome -> Outcomes.completed(outcome).tree())
        .toList();
  }

  @ParameterizedTest
  @MethodSource("strategies")
  void endsByItselfWithCandidatesThatAreFinishedAndDistinctNodes(SearchStrategy strategy) {
    for (Completed outcome : run(DigitWorld.immediate(), strategy)) {
      assertThat(outcome.stop()).isEqualTo(Stop.OVER);
      assertThat(outcome.candidates())
          .isNotEmpty()
          .noneMatch(Candidate::open)
          .extracting(candidate -> candidate.trajectory().path())
          .doesNotHaveDuplicates();
    }
  }

  @ParameterizedTest
  @MethodSource("strategies")
  void candidatesAreNodesOfTheTreeWithItsRewards(SearchStrategy strategy) {
    for (Completed outcome : run(DigitWorld.immediate(), strategy)) {
      for (Candidate candidate : outcome.candidates()) {
        List<Step> steps = new ArrayList<>();
        List<Double> rewards = new ArrayList<>();
        for (TreeNode node : outcome.tree()) {
          if (startsWith(candidate.trajectory().path(), node.path())) {
            steps.subList(node.kept(), steps.size()).clear();
            rewards.subList(node.kept(), rewards.size()).clear();
            steps.addAll(node.steps());
            rewards.addAll(node.rewards());
          }
        }
        assertThat(rewards).isEqualTo(candidate.rewards());
        assertThat(steps).isEqualTo(candidate.trajectory().steps());
      }
    }
  }

  private static boolean startsWith(List<Integer> path, List<Integer> prefix) {
    return prefix.size() <= path.size() && path.subList(0, prefix.size()).equals(prefix);
  }

  @ParameterizedTest
  @MethodSource("strategies")
  void expandsOpenNodesThatItWasToldOfAndEachOnceARound(SearchStrategy strategy) {
    for (int number = 0; number < PROBLEMS; number++) {
      Observed observed = new Observed(strategy);
      Completed outcome = one(DigitWorld.immediate(), number, observed);
      List<List<Integer>> told =
          new ArrayList<>(outcome.tree().stream().map(TreeNode::path).toList());
      told.add(List.of());

      for (List<Request> round : observed.rounds()) {
        assertThat(round).filteredOn(Expansion.class::isInstance).allMatch(w -> w.from().open());
        assertThat(round).extracting(wish -> wish.from().path()).isSubsetOf(told);
        assertThat(round)
            .extracting(
                wish -> wish.from().path() + (wish instanceof Expansion e ? " " + e.extent() : ""))
            .doesNotHaveDuplicates();
      }
    }
  }

  /** Golden test 18. */
  @ParameterizedTest
  @MethodSource("strategies")
  void findsTheSameAtAnyParallelismOfTheLoop(SearchStrategy strategy) {
    List<SearchOutcome> alone = outcomes(DigitWorld.immediate(), strategy, 1);
    try (ShuffledArrival arrival = new ShuffledArrival(7)) {
      assertThat(outcomes(new DigitWorld(arrival), strategy, 2)).containsExactlyElementsOf(alone);
      assertThat(outcomes(new DigitWorld(arrival), strategy, 64)).containsExactlyElementsOf(alone);
    }
  }

  private static List<SearchOutcome> outcomes(
      DigitWorld world, SearchStrategy strategy, int searchesInFlight) {
    List<SearchTask> tasks =
        IntStream.range(0, PROBLEMS).mapToObj(number -> world.task(number, strategy)).toList();
    return Outcomes.of(tasks, Outcomes.limits(searchesInFlight)).stream()
        .map(Outcomes::withoutElapsed)
        .toList();
  }

  private static Completed one(DigitWorld world, int number, SearchStrategy strategy) {
    return Outcomes.completed(
        Outcomes.of(List.of(world.task(number, strategy)), Outcomes.WIDE).get(0));
  }

  @ParameterizedTest
  @MethodSource("strategies")
  void itsCostIsWhatTheWorkersCounted(SearchStrategy strategy) {
    try (ShuffledArrival arrival = new ShuffledArrival(5)) {
      DigitWorld world = new DigitWorld(arrival);
      List<Completed> outcomes = run(world, strategy);
      Usage sum = outcomes.stream().map(SearchOutcome::usage).reduce(Usage.NONE, Usage::plus);

      assertThat(sum).usingRecursiveComparison().ignoringFields("rounds").isEqualTo(world.ledger());
      assertThat(sum.samples()).isEqualTo(outcomes.stream().mapToInt(o -> o.tree().size()).sum());
      assertThat(sum.rounds()).isGreaterThanOrEqualTo(PROBLEMS);
    }
  }

  @ParameterizedTest
  @MethodSource("strategies")
  void keepsToABudgetInTokensAtAnyParallelism(SearchStrategy strategy) {
    Budget budget = new Budget(List.of(60L), 0, Duration.ZERO);
    List<SearchOutcome> alone = within(budget, DigitWorld.immediate(), strategy, 1);
    try (ShuffledArrival arrival = new ShuffledArrival(9)) {
      assertThat(within(budget, new DigitWorld(arrival), strategy, 64))
          .containsExactlyElementsOf(alone);
    }
    // The part of a round that was dearer than the mean so far, by a whole solution at most here.
    assertThat(alone).allMatch(outcome -> outcome.usage().generatedTokens() <= 60 + 15);
  }

  @ParameterizedTest
  @MethodSource("strategies")
  void aLargerBudgetContinuesASmallerOne(SearchStrategy strategy) {
    List<SearchOutcome> small =
        within(new Budget(List.of(30L), 0, Duration.ZERO), DigitWorld.immediate(), strategy, 64);
    List<SearchOutcome> large =
        within(
            new Budget(List.of(30L, 70L), 0, Duration.ZERO), DigitWorld.immediate(), strategy, 64);
    for (int number = 0; number < PROBLEMS; number++) {
      assertThat(texts(large.get(number))).containsAll(texts(small.get(number)));
    }
  }

  private static List<List<Object>> texts(SearchOutcome outcome) {
    return outcome.tree().stream().map(node -> List.<Object>of(node.path(), node.steps())).toList();
  }

  private static List<SearchOutcome> within(
      Budget budget, DigitWorld world, SearchStrategy strategy, int searchesInFlight) {
    List<SearchTask> tasks =
        IntStream.range(0, PROBLEMS)
            .mapToObj(number -> world.task(number, strategy).within(budget))
            .toList();
    return Outcomes.of(tasks, Outcomes.limits(searchesInFlight)).stream()
        .map(Outcomes::withoutElapsed)
        .toList();
  }

  @ParameterizedTest
  @MethodSource("strategies")
  void isAValue(SearchStrategy strategy) {
    assertThat(Strategies.all()).contains(strategy);
  }
}
