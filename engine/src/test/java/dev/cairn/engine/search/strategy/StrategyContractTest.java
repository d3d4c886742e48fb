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
import dev.cairn.engine.search.Aggregation;
import dev.cairn.engine.search.Candidate;
import dev.cairn.engine.search.Expansion;
import dev.cairn.engine.search.Request;
import dev.cairn.engine.search.SearchStrategy;
import dev.cairn.engine.search.Step;
import dev.cairn.engine.search.strategy.AbMcts.Model;
import dev.cairn.engine.search.strategy.AdaptiveConsistency.Growth;
import dev.cairn.engine.search.strategy.AdaptiveConsistency.Rule;
import dev.cairn.engine.search.strategy.BeamSearch.Duplicates;
import dev.cairn.engine.search.strategy.BeamSearch.FirstLevel;
import dev.cairn.engine.search.strategy.BeamSearch.Pad;
import dev.cairn.engine.search.strategy.BeamSearch.Trim;
import dev.cairn.engine.search.strategy.BeamSearch.Truncated;
import dev.cairn.engine.search.strategy.CriticRefinement.Keep;
import dev.cairn.engine.search.strategy.Dvts.Emit;
import dev.cairn.engine.search.strategy.EntropicParticleFiltering.Annealing;
import dev.cairn.engine.search.strategy.Mcts.Answers;
import dev.cairn.engine.search.strategy.Mcts.Simulation;
import dev.cairn.engine.search.strategy.ParticleFiltering.Finished;
import dev.cairn.engine.search.strategy.Rap.Future;
import dev.cairn.engine.search.strategy.Selection.Value;
import dev.cairn.engine.search.strategy.SequentialRevision.OfChain;
import dev.cairn.engine.search.strategy.StochasticBeam.Weighting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every strategy must keep to, run on the digit world through the real loop. */
class StrategyContractTest {
  private static final int PROBLEMS = 25;

  static List<SearchStrategy> strategies() {
    return List.of(
        new Greedy(),
        new BestOfN(1),
        new BestOfN(7),
        new BeamSearch(1, 1, Aggregation.LAST),
        new BeamSearch(8, 4, Aggregation.LAST),
        new BeamSearch(6, 1, Aggregation.MIN),
        new BeamSearch(
            8,
            2,
            FirstLevel.BRANCHING,
            BeamSearch.Finished.COMPETE,
            Duplicates.DROP,
            Truncated.DISCARD,
            Trim.BEST_N,
            Pad.NONE,
            2,
            Aggregation.PRODUCT),
        new StochasticBeam(8, 4, Weighting.EXPONENTIAL, 0.2, 0.9, 0, Aggregation.LAST),
        new StochasticBeam(6, 2, Weighting.POWER, 0.5, 1, 1, Aggregation.MEAN),
        new Dvts(8, 4, Emit.CHOSEN, 0, Aggregation.LAST),
        new Dvts(6, 2, Emit.LAST_EXPANSION, 1, Aggregation.MIN),
        new SpeculativeRejection(8, 0.25, Aggregation.LAST),
        new GuidedGreedy(3, 0, Aggregation.LAST),
        new Rebase(8, 0.2, Allocation.LARGEST_REMAINDER, 0, Aggregation.LAST),
        new Rebase(7, 0.1, Allocation.SEQUENTIAL_CEILING, 3, Aggregation.LAST),
        new ParticleFiltering(
            8, Resampling.SYSTEMATIC, 0.5, Finished.STAY, ParticlePool.EVER, 0, Aggregation.LAST),
        new ParticleFiltering(
            5, Resampling.STRATIFIED, 1, Finished.LEAVE, ParticlePool.EVER, 1, Aggregation.MEAN),
        new EntropicParticleFiltering(
            8,
            Resampling.SYSTEMATIC,
            Annealing.ENTROPY,
            0.5,
            0.5,
            5,
            ParticlePool.EVER,
            0,
            Aggregation.LAST),
        new ParticleGibbs(4, 3, 1, Resampling.MULTINOMIAL, ParticlePool.EVER, 0, Aggregation.LAST),
        new ParticleGibbs(
            5, 2, 2, Resampling.SYSTEMATIC, ParticlePool.EVER, 1, Aggregation.GEOMETRIC_MEAN),
        new ComputeOptimal(
            3,
            ComputeOptimal.Difficulty.REWARD,
            Aggregation.LAST,
            List.of(
                new ComputeOptimal.Bin(0.4, null),
                new ComputeOptimal.Bin(0.7, new BeamSearch(8, 4, Aggregation.LAST)),
                new ComputeOptimal.Bin(1, Mcts.of(4, 3, Selection.PUCT)))),
        new ComputeOptimal(
            4,
            ComputeOptimal.Difficulty.AGREEMENT,
            Aggregation.LAST,
            List.of(
                new ComputeOptimal.Bin(0.5, new Greedy()),
                new ComputeOptimal.Bin(
                    1, new AdaptiveConsistency(9, 2, Growth.DOUBLE, Rule.SHARE, 0.5)))),
        new AdaptiveConsistency(12, 1, Growth.CONSTANT, Rule.BETA, 0.95),
        new AdaptiveConsistency(13, 2, Growth.DOUBLE, Rule.SHARE, 0.75),
        new DeepConf(12, 4, 0.5, 3, 3, 0.95),
        Mcts.of(4, 3, Selection.PUCT),
        mcts(6, 2, Simulation.DESCENT, Mcts.Finished.REVISIT, Aggregation.MEAN),
        mcts(20, 4, Simulation.LEAF, Mcts.Finished.REVISIT, Aggregation.LAST),
        mcts(20, 3, Simulation.LEAF, Mcts.Finished.RETIRE, Aggregation.MIN),
        mcts(9, 3, Simulation.ROLLOUT, Mcts.Finished.REVISIT, Aggregation.LAST),
        mcts(200, 5, Simulation.ROLLOUT, Mcts.Finished.RETIRE, Aggregation.LAST),
        new Rap(5, 3, 1, 1, Future.MEAN, Value.MAX),
        new Rap(12, 2, 4, 0.5, Future.SUM, Value.MEAN),
        new AbMcts(8, 1, Model.GAUSSIAN, Aggregation.LAST),
        new AbMcts(9, 4, Model.BETA, Aggregation.MEAN),
        new AbMcts(6, 3, Model.MIXED, Aggregation.LAST),
        new CriticRefinement(2, 3, 0.5, Critique.NAMED, Keep.BETTER, Aggregation.LAST),
        new CriticRefinement(1, 2, 1, Critique.WRITTEN, Keep.LATEST, Aggregation.MEAN),
        new RefinedBestOfN(6, 1, Critique.NAMED),
        new RefinedBestOfN(3, 0.5, Critique.WRITTEN),
        new SequentialRevision(3, 4, 2, "Again.", OfChain.ALL, Aggregation.LAST),
        new SequentialRevision(2, 5, 4, "Again.", OfChain.BEST_REWARD, Aggregation.MIN),
        new SequentialRevision(2, 5, 1, "Again.", OfChain.WEIGHTED_MAJORITY, Aggregation.MEAN),
        new BudgetForcing(1, 40, 40, 3, "Wait", "So", 5),
        new BudgetForcing(4, 12, 20, 2, "Wait", "So", 3));
  }

  private static Mcts mcts(
      int paths,
      int parallel,
      Simulation simulation,
      Mcts.Finished finished,
      Aggregation aggregation) {
    return new Mcts(
        paths,
        2,
        parallel,
        simulation,
        Selection.uct(1),
        finished,
        Mcts.Duplicates.MERGE,
        Answers.DISTINCT,
        aggregation);
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
    assertThat(strategies()).contains(strategy);
  }

  /** Samples asked for, round by round, the last round without any left out. */
  private static List<Integer> samples(int number, SearchStrategy strategy) {
    Observed observed = new Observed(strategy);
    one(DigitWorld.immediate(), number, observed);
    List<List<Request>> rounds = observed.rounds();
    assertThat(rounds.get(rounds.size() - 1)).isEmpty();
    return rounds.subList(0, rounds.size() - 1).stream()
        .map(wishes -> wishes.stream().mapToInt(Request::width).sum())
        .toList();
  }

  @Test
  void criticRefinementRewritesWhatHasAnErrorAtMostSoManyTimes() {
    CriticRefinement never =
        new CriticRefinement(3, 4, 0, Critique.NAMED, Keep.BETTER, Aggregation.LAST);
    CriticRefinement always =
        new CriticRefinement(3, 4, 1, Critique.NAMED, Keep.LATEST, Aggregation.LAST);
    for (int number = 0; number < PROBLEMS; number++) {
      assertThat(samples(number, never)).containsExactly(3);
      assertThat(samples(number, always))
          .startsWith(3)
          .isSortedAccordingTo(Comparator.reverseOrder())
          .hasSizeBetween(1, 5);
    }
  }

  @Test
  void refinedBestOfNKeepsWhatIsBeforeTheFirstErrorAndAsksOnceMore() {
    for (int number = 0; number < PROBLEMS; number++) {
      Observed observed = new Observed(new RefinedBestOfN(6, 1, Critique.NAMED));
      Completed outcome = one(DigitWorld.immediate(), number, observed);

      assertThat(observed.rounds()).hasSizeBetween(2, 3);
      for (Request wish : observed.rounds().get(1)) {
        TreeNode refined = node(outcome, wish.from().path());
        assertThat(refined.rewards().subList(0, wish.kept())).allMatch(reward -> reward == 1);
        assertThat(refined.rewards().get(wish.kept())).isLessThan(1);
      }
      assertThat(outcome.candidates()).hasSize(outcome.tree().size());
    }
  }

  private static TreeNode node(Completed outcome, List<Integer> path) {
    return outcome.tree().stream().filter(n -> n.path().equals(path)).findFirst().orElseThrow();
  }

  @Test
  void sequentialRevisionSamplesChainsTimesLength() {
    SequentialRevision all =
        new SequentialRevision(3, 4, 2, "Again.", OfChain.ALL, Aggregation.LAST);
    SequentialRevision best =
        new SequentialRevision(3, 4, 2, "Again.", OfChain.BEST_REWARD, Aggregation.LAST);
    assertThat(samples(0, all)).containsExactly(3, 3, 3, 3);
    assertThat(run(DigitWorld.immediate(), all))
        .allSatisfy(outcome -> assertThat(outcome.candidates()).hasSize(12));
    assertThat(run(DigitWorld.immediate(), best))
        .allSatisfy(outcome -> assertThat(outcome.candidates()).hasSize(3));
  }

  @Test
  void budgetForcingStaysBetweenItsBounds() {
    int waits = 3;
    for (Completed outcome :
        run(DigitWorld.immediate(), new BudgetForcing(4, 12, 20, waits, "Wait", "So", 3))) {
      assertThat(outcome.candidates()).hasSize(4);
      for (Candidate found : outcome.candidates()) {
        String text = found.trajectory().text();
        boolean concluded = text.contains("So");
        assertThat(found.trajectory().tokens()).isLessThanOrEqualTo(20 + (concluded ? 3 : 0));
        if (!concluded && found.trajectory().tokens() < 12) {
          assertThat(text.split("Wait", -1)).hasSize(waits + 1);
        }
      }
    }
  }

  @Test
  void greedySamplesOneSolution() {
    assertThat(samples(0, new Greedy())).containsExactly(1);
  }

  @Test
  void bestOfNSamplesNSolutionsInOneRound() {
    assertThat(samples(0, new BestOfN(7))).containsExactly(7);
    assertThat(run(DigitWorld.immediate(), new BestOfN(7)))
        .allSatisfy(outcome -> assertThat(outcome.candidates()).hasSize(7));
  }

  @Test
  void beamSearchSamplesNStepsAtEveryLevel() {
    for (int number = 0; number < PROBLEMS; number++) {
      assertThat(samples(number, new BeamSearch(8, 4, Aggregation.LAST)))
          .hasSizeBetween(2, 5)
          .containsOnly(8);
      assertThat(samples(number, new BeamSearch(6, 1, Aggregation.LAST))).containsOnly(6);
    }
  }

  @Test
  void dvtsSamplesNFirstStepsAndThenMOfEveryTreeThatIsNotFinished() {
    for (int number = 0; number < PROBLEMS; number++) {
      List<Integer> samples = samples(number, new Dvts(12, 3, Emit.CHOSEN, 0, Aggregation.LAST));
      assertThat(samples).isSortedAccordingTo(Comparator.reverseOrder()).startsWith(12);
      assertThat(samples).allMatch(count -> count % 3 == 0);
    }
    assertThat(run(DigitWorld.immediate(), new Dvts(12, 3, Emit.CHOSEN, 0, Aggregation.LAST)))
        .allSatisfy(outcome -> assertThat(outcome.candidates()).hasSize(4));
  }

  @Test
  void rebaseSamplesWhatIsLeftOfItsWidthUntilThatManyAreFinished() {
    Rebase rebase = new Rebase(9, 0.2, Allocation.LARGEST_REMAINDER, 0, Aggregation.LAST);
    for (int number = 0; number < PROBLEMS; number++) {
      List<Integer> samples = samples(number, rebase);
      assertThat(samples).isSortedAccordingTo(Comparator.reverseOrder()).startsWith(9);
    }
    assertThat(run(DigitWorld.immediate(), rebase))
        .allSatisfy(outcome -> assertThat(outcome.candidates()).hasSize(9));
  }

  @Test
  void particleFilteringSamplesAStepForEveryOpenParticle() {
    ParticleFiltering filter =
        new ParticleFiltering(
            8, Resampling.MULTINOMIAL, 1, Finished.STAY, ParticlePool.LAST, 0, Aggregation.LAST);
    for (int number = 0; number < PROBLEMS; number++) {
      assertThat(samples(number, filter))
          .startsWith(8)
          .allMatch(count -> count <= 8)
          .hasSizeBetween(1, 5);
    }
    assertThat(run(DigitWorld.immediate(), filter))
        .allSatisfy(outcome -> assertThat(outcome.candidates()).hasSize(8));
  }

  @Test
  void particleGibbsBeginsEveryIterationWithItsFreeParticles() {
    ParticleGibbs gibbs =
        new ParticleGibbs(6, 3, 2, Resampling.MULTINOMIAL, ParticlePool.LAST, 0, Aggregation.LAST);
    for (int number = 0; number < PROBLEMS; number++) {
      Observed observed = new Observed(gibbs);
      Completed outcome = one(DigitWorld.immediate(), number, observed);
      assertThat(observed.rounds().stream().flatMap(List::stream))
          .filteredOn(wish -> wish.from().steps().isEmpty())
          .extracting(Request::width)
          .containsExactly(6, 4, 4);
      assertThat(outcome.candidates()).hasSize(6);
    }
  }

  @Test
  void adaptiveConsistencySamplesInBatchesOrDoublesUpToN() {
    AdaptiveConsistency never = new AdaptiveConsistency(13, 2, Growth.DOUBLE, Rule.SHARE, 1);
    assertThat(samples(1, never)).containsExactly(2, 2, 4, 5);
    assertThat(samples(1, new AdaptiveConsistency(7, 3, Growth.CONSTANT, Rule.SHARE, 1)))
        .containsExactly(3, 3, 1);
  }

  @Test
  void mctsSamplesItsWidthPerExpansionAndWalksItsPaths() {
    for (int number = 0; number < PROBLEMS; number++) {
      Mcts mcts = Mcts.of(6, 3, Selection.PUCT.with(Prior.UNIFORM));
      assertThat(samples(number, mcts)).containsOnly(3);
      Completed outcome = one(DigitWorld.immediate(), number, mcts);
      assertThat(outcome.tree().stream().filter(node -> node.path().size() == 1))
          .extracting(TreeNode::visits)
          .satisfies(visits -> assertThat(sum(visits)).isEqualTo(6));
    }
  }

  private static int sum(List<? extends Integer> numbers) {
    return numbers.stream().mapToInt(Integer::intValue).sum();
  }
}
