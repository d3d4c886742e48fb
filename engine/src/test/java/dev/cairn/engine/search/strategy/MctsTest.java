package dev.cairn.engine.search.strategy;

import static dev.cairn.engine.search.strategy.ScriptedTree.paths;
import static dev.cairn.engine.search.strategy.ScriptedTree.pruned;
import static dev.cairn.engine.search.strategy.ScriptedTree.visits;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.engine.run.DigitWorld;
import dev.cairn.engine.run.Outcomes;
import dev.cairn.engine.run.SearchOutcome.Completed;
import dev.cairn.engine.run.TreeNode;
import dev.cairn.engine.run.TreeNode.Fate;
import dev.cairn.engine.search.Aggregation;
import dev.cairn.engine.search.Candidate;
import dev.cairn.engine.search.Finish;
import dev.cairn.engine.search.Pruned;
import dev.cairn.engine.search.Request;
import dev.cairn.engine.search.Search;
import dev.cairn.engine.search.SearchStrategy.Signal;
import dev.cairn.engine.search.Step;
import dev.cairn.engine.search.strategy.Mcts.Answers;
import dev.cairn.engine.search.strategy.Mcts.Duplicates;
import dev.cairn.engine.search.strategy.Mcts.Finished;
import dev.cairn.engine.search.strategy.Mcts.Simulation;
import dev.cairn.engine.search.strategy.Selection.Pending;
import dev.cairn.engine.search.strategy.Selection.Unvisited;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Walks computed by hand. Exploration of the default at the root of two children is c(N) / 2
 * sqrt(N) / (1 + N_c), c(N) about 1.25.
 */
class MctsTest {
  private static final Selection UNIFORM = Selection.PUCT.with(Prior.UNIFORM);

  private static Search start(Mcts mcts) {
    return mcts.start(Scripted.PROBLEM, new SplittableRandom(1));
  }

  private static Mcts mcts(int paths, int parallel, Simulation simulation, Selection selection) {
    return new Mcts(
        paths,
        2,
        parallel,
        simulation,
        selection,
        Finished.REVISIT,
        Duplicates.APART,
        Answers.DISTINCT,
        Aggregation.LAST);
  }

  /*
   * 1: at the root N = 0, so the rewards decide: child 0 (0.6 > 0.5); there 0.1 (0.3 > 0.2), which
   *    is finished: 0.3 is backed up.
   * 2: child 0: 0.3 + 0.313 = 0.613, child 1: 0.5 + 0.625 = 1.125; there N = 0: 1.0 (0.9 > 0.1),
   *    finished: 0.9 is backed up.
   * 3: child 0: 0.3 + 0.442 = 0.742, child 1: 0.9 + 0.442 = 1.342; there N = 1: 1.0: 0.9 + 0.313 =
   *    1.213, 1.1: 0.1 + 0.625 = 0.725; so 1.0 again.
   */
  private static ScriptedTree tree() {
    return new ScriptedTree().with("", "0.6 0.5").with("0", "0.2! 0.3!").with("1", "0.9! 0.1");
  }

  @Test
  void walksTheTreeComputedByHand() {
    Search search = start(Mcts.of(3, 2, UNIFORM));

    assertThat(tree().run(search).rounds()).containsExactly("", "0", "1");
    assertThat(visits(search, "")).isEqualTo(3);
    assertThat(visits(search, "0")).isEqualTo(1);
    assertThat(visits(search, "0.0")).isZero();
    assertThat(visits(search, "0.1")).isEqualTo(1);
    assertThat(visits(search, "1")).isEqualTo(2);
    assertThat(visits(search, "1.0")).isEqualTo(2);
    assertThat(visits(search, "1.1")).isZero();
  }

  @Test
  void aTerminalThatIsReachedTwiceIsOneCandidateAndCostsNothing() {
    Search search = start(Mcts.of(3, 2, UNIFORM));
    tree().run(search);

    assertThat(paths(search.candidates())).containsExactly("0.1", "1.0");
  }

  @Test
  void everyPathCountsATerminalAsOftenAsItIsReached() {
    Search search =
        start(
            new Mcts(
                3,
                2,
                1,
                Simulation.DESCENT,
                UNIFORM,
                Finished.REVISIT,
                Duplicates.APART,
                Answers.EVERY_PATH,
                Aggregation.LAST));
    tree().run(search);

    assertThat(paths(search.candidates())).containsExactly("0.1", "1.0", "1.0");
  }

  @Test
  void stopsWhenItsPathsAreWalked() {
    Search search = start(Mcts.of(1, 2, UNIFORM));

    assertThat(tree().run(search).rounds()).containsExactly("", "0");
    assertThat(paths(search.candidates())).containsExactly("0.1");
  }

  @Test
  void backsUpTheMeanOfTheEndsAndNotTheRewardOfTheStep() {
    // Child 0 looks best (0.99), but its end is worth 0: 0 + 0.313 against 0.05 + 0.625.
    ScriptedTree tree =
        new ScriptedTree().with("", "0.99 0.05").with("0", "0.0! 0.0!").with("1", "0.0! 0.0!");

    assertThat(tree.run(start(Mcts.of(2, 2, UNIFORM))).rounds()).containsExactly("", "0", "1");
  }

  @Test
  void aLargerPriorAttractsTheWalk() {
    Search search = start(Mcts.of(2, 2, Selection.PUCT));
    Request root = search.begin().get(0);
    List<Candidate> children =
        List.of(finished(root, 0, Math.log(0.1), 0.5), finished(root, 1, Math.log(0.9), 0.49));
    // First child 0 by its reward; then 0.5 + 0.0625 against 0.49 + 1.125.
    assertThat(search.advance(List.of(children))).isEmpty();
    assertThat(paths(search.candidates())).containsExactly("0", "1");
  }

  private static Candidate finished(Request wish, int number, double logProb, double reward) {
    Step step = new Step("answer " + number, 1, logProb);
    return new Candidate(
        wish.from().append(number, List.of(step), Finish.ANSWERED), List.of(reward));
  }

  @Test
  void saysWhatToDoWhereThePolicyTellsNoLogProbability() {
    Search search = start(Mcts.of(1, 2, Selection.PUCT));

    assertThatThrownBy(() -> tree().run(search))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "the policy told no log-probability, which the prior of mcts needs; ask the worker for"
                + " log-probabilities or set the selection's prior to uniform");
  }

  @Test
  void needsLogProbabilitiesOnlyForPuctByThem() {
    assertThat(Mcts.of(1, 1, Selection.PUCT).needs())
        .containsExactlyInAnyOrder(Signal.REWARD, Signal.LOG_PROB);
    assertThat(Mcts.of(1, 1, UNIFORM).needs()).containsExactly(Signal.REWARD);
    assertThat(Mcts.of(1, 1, Selection.uct(1).with(Prior.LOG_PROB)).needs())
        .containsExactly(Signal.REWARD);
  }

  @Test
  void aVirtualLossSendsTheSecondSimulationElsewhere() {
    // The second finds N = 1. Child 0: 0.9 / 2 + 0.313 = 0.763; child 1: 0.25 + 0.625 = 0.875.
    Search search = start(mcts(2, 2, Simulation.DESCENT, UNIFORM));
    ScriptedTree tree =
        new ScriptedTree().with("", "0.9 0.25").with("0", "0.2! 0.3!").with("1", "0.7! 0.1!");

    assertThat(tree.run(search).rounds()).containsExactly("", "0 1");
    assertThat(paths(search.candidates())).containsExactly("0.1", "1.0");
    assertThat(visits(search, "")).isEqualTo(2);
  }

  @Test
  void anUnobservedSimulationLeavesTheValueAlone() {
    // Child 0: 0.9 + 0.313 = 1.213; child 1: 0.25 + 0.625. Both wait at child 0; there the first
    // ends at 0.1 with 0.3 and the second finds N = 1: 0.0: 0.2 + 0.625, 0.1: 0.3 + 0.313.
    Search search = start(mcts(2, 2, Simulation.DESCENT, UNIFORM.with(Pending.UNOBSERVED)));
    ScriptedTree tree = new ScriptedTree().with("", "0.9 0.25").with("0", "0.2! 0.3!");

    assertThat(tree.run(search).rounds()).containsExactly("", "0");
    assertThat(paths(search.candidates())).containsExactly("0.1", "0.0");
  }

  @Test
  void aSimulationThatEndsMakesRoomForTheNextInTheSameRound() {
    // Round 2 expands 0 and 1. The first ends at 0.1 (0.3), the second goes on below 1; the third
    // starts: N = 2, child 0: 0.3 + 0.442, child 1: 0.25 / 2 + 0.442; at child 0 N = 1, so 0.0.
    Search search = start(mcts(3, 2, Simulation.DESCENT, UNIFORM));
    ScriptedTree tree =
        new ScriptedTree()
            .with("", "0.9 0.25")
            .with("0", "0.2 0.3!")
            .with("1", "0.7 0.1")
            .with("1.0", "0.4! 0.5!")
            .with("0.0", "0.6! 0.5!");

    assertThat(tree.run(search).rounds()).containsExactly("", "0 1", "1.0 0.0");
    assertThat(paths(search.candidates())).containsExactly("0.1", "1.0.1", "0.0.0");
  }

  @Test
  void aLeafSimulationEndsWhereItExpandsWithTheLeafsReward() {
    // 1: child 0, expanded: 0.6. 2: 0.6 + 0.313 against 0.5 + 0.625: child 1, expanded: 0.5.
    // 3: N = 2: 0.6 + 0.442 against 0.5 + 0.442; at child 0 N = 1: 0.1 (0.3 > 0.2), expanded: 0.3.
    // Nothing is finished yet: most visited are 0, then 0.1, then the better of its children.
    Search search = start(mcts(3, 1, Simulation.LEAF, UNIFORM));
    ScriptedTree tree =
        new ScriptedTree()
            .with("", "0.6 0.5")
            .with("0", "0.2 0.3")
            .with("1", "0.9! 0.1")
            .with("0.1", "0.1! 0.2!");

    assertThat(tree.run(search).rounds()).containsExactly("", "0", "1", "0.1");
    assertThat(visits(search, "0")).isEqualTo(2);
    assertThat(visits(search, "0.1")).isEqualTo(1);
    assertThat(visits(search, "0.1.1")).isZero();
    assertThat(paths(search.candidates())).containsExactly("0.1.1");
  }

  @Test
  void aSearchThatFinishedNothingAsksForTheEndOfItsMostVisitedLeaf() {
    Search search = start(mcts(1, 1, Simulation.LEAF, UNIFORM));
    ScriptedTree tree =
        new ScriptedTree().with("", "0.6 0.5").with("0", "0.2 0.3").with("0.1", "0.9!");

    assertThat(tree.run(search).rounds()).containsExactly("", "0", "0.1*");
    assertThat(paths(search.candidates())).containsExactly("0.1.0");
  }

  @Test
  void aRolloutJudgesANewLeafAndTheNextVisitExpandsIt() {
    // 1: child 0 is new: rolled out: 0.8. 2: 0.8 + 0.313 = 1.113 against 0.5 + 0.625 = 1.125: child
    // 1, rolled out: 0.1. 3: 0.8 + 0.442 against 0.1 + 0.442: child 0, expanded; its children bear
    // the numbers after the rollout's; 0.2 (0.3 > 0.2) is new: rolled out.
    Search search = start(mcts(3, 1, Simulation.ROLLOUT, UNIFORM));
    ScriptedTree tree =
        new ScriptedTree()
            .with("", "0.6 0.5")
            .with("0", "0.8!:rollout 0.2 0.3")
            .with("1", "0.1!:rollout")
            .with("0.2", "0.9!:rollout");

    assertThat(tree.run(search).rounds()).containsExactly("", "0*", "1*", "0", "0.2*");
    assertThat(paths(search.candidates())).containsExactly("0.0", "1.0", "0.2.0");
    assertThat(visits(search, "0")).isEqualTo(2);
    assertThat(visits(search, "0.0")).isEqualTo(1);
    assertThat(visits(search, "0.1")).isZero();
    assertThat(visits(search, "0.2")).isEqualTo(1);
  }

  @Test
  void whatIsBeingRolledOutIsExpandedByTheNextThatComes() {
    // 0 scores 1, 1 scores 0 and little is explored: both simulations are at 0.
    Search search = start(mcts(2, 2, Simulation.ROLLOUT, Selection.uct(0)));
    ScriptedTree tree =
        new ScriptedTree()
            .with("", "1 0")
            .with("0", "0.8!:rollout 0.2 0.3")
            .with("0.2", "0.9!:rollout");

    assertThat(tree.run(search).rounds()).containsExactly("", "0* 0", "0.2*");
  }

  private static Mcts retiring(int paths, int width, Selection selection) {
    return new Mcts(
        paths,
        width,
        1,
        Simulation.DESCENT,
        selection,
        Finished.RETIRE,
        Duplicates.APART,
        Answers.DISTINCT,
        Aggregation.LAST);
  }

  @Test
  void retiredNodesAreBackedUpWhenFoundAndTheSearchEndsWhenAllAre() {
    Search search = start(retiring(100, 3, UNIFORM));
    ScriptedTree tree =
        new ScriptedTree()
            .with("", "0.6!:a 0.5 0.4")
            .with("1", "0.9!:b 0.3!:c 0.1!:d")
            .with("2", "0.2!:e 0.1!:f 0.1!:g");

    assertThat(tree.run(search).rounds()).containsExactly("", "1", "2");
    assertThat(paths(search.candidates()))
        .containsExactly("0", "1.0", "1.1", "1.2", "2.0", "2.1", "2.2");
    assertThat(visits(search, "")).isEqualTo(7);
    assertThat(visits(search, "1")).isEqualTo(3);
  }

  @Test
  void selectsAsRStarMathDoes() {
    // Every child's reward is its own first visit. 1: at the root N = 0: child 0. Its finished
    // child backs up 0.9. There 0.0 (0.1 > 0.05), whose children are all finished. Now of child 0
    // Q = (0.5 + 0.9 + 0.2 + 0.3 + 0.1) / 5 = 0.4, N = 5.
    // 2: at the root N = 4: 0.4 + 2 sqrt(ln 4 / 5) = 1.453 against 0.4 + 2 sqrt(ln 4) = 2.755.
    Search search = start(retiring(2, 3, Selection.uct(2).with(Unvisited.OWN_VISIT)));
    ScriptedTree tree =
        new ScriptedTree()
            .with("", "0.5 0.4 0.3")
            .with("0", "0.1 0.05 0.9!:a")
            .with("0.0", "0.2!:b 0.3!:c 0.1!:d")
            .with("1", "0.2!:e 0.3!:f 0.1!:g");

    assertThat(tree.run(search).rounds()).containsExactly("", "0", "0.0", "1");
    assertThat(visits(search, "0")).isEqualTo(4);
  }

  private static Mcts with(Duplicates duplicates, int paths, int width) {
    return new Mcts(
        paths,
        width,
        1,
        Simulation.DESCENT,
        UNIFORM,
        Finished.REVISIT,
        duplicates,
        Answers.DISTINCT,
        Aggregation.LAST);
  }

  /** A search of two paths on siblings two of which have the same text. */
  private static Search twins(Duplicates duplicates) {
    Search search = start(with(duplicates, 2, 3));
    new ScriptedTree().with("", "0.3!:a 0.6!:b 0.3!:a").run(search);
    return search;
  }

  @Test
  void mergedSiblingsShareTheirPrior() {
    // 1: b by its reward. 2: b: 0.6 + 1.25 / 3 / 2 = 0.808; a: 0.3 + 1.25 * 2 / 3 = 1.133 merged,
    // 0.3 + 1.25 / 3 = 0.717 apart.
    Search merged = twins(Duplicates.MERGE);
    Search apart = twins(Duplicates.APART);

    assertThat(paths(merged.candidates())).containsExactly("1", "0");
    assertThat(visits(merged, "2")).isZero();
    assertThat(paths(apart.candidates())).containsExactly("1");
  }

  @Test
  void aMergedSiblingIsADuplicateAndTheOneThatStandsForItIsNot() {
    Search merged = twins(Duplicates.MERGE);
    Search apart = twins(Duplicates.APART);

    assertThat(pruned(merged, "0")).isNull();
    assertThat(pruned(merged, "1")).isNull();
    assertThat(pruned(merged, "2")).isEqualTo(Pruned.DUPLICATE);
    assertThat(pruned(apart, "2")).isNull();
  }

  @Test
  void inTheStoredTreeExactlyTheLaterSiblingsOfEqualTextAreDuplicates() {
    Mcts merging = with(Duplicates.MERGE, 6, 5);
    int duplicates = 0;
    for (int number = 0; number < 10; number++) {
      Completed outcome =
          Outcomes.completed(
              Outcomes.of(List.of(DigitWorld.immediate().task(number, merging)), Outcomes.WIDE)
                  .get(0));
      Set<Object> seen = new HashSet<>();
      for (TreeNode node : outcome.tree()) {
        List<Integer> parent = node.path().subList(0, node.path().size() - 1);
        boolean again = !seen.add(List.of(parent, node.steps().get(0).text()));
        duplicates += again ? 1 : 0;
        assertThat(node.fate() == Fate.DUPLICATE).isEqualTo(again);
      }
    }
    assertThat(duplicates).isPositive();
  }

  @Test
  void aChildThatNobodyCanJudgeIsLeftOut() {
    Search search = start(Mcts.of(1, 2, UNIFORM));
    Request root = search.begin().get(0);
    Candidate blank = new Candidate(root.from().append(0, List.of(), Finish.ANSWERED), List.of());

    assertThat(search.advance(List.of(List.of(blank, finished(root, 1, -1, 0.2))))).isEmpty();
    assertThat(paths(search.candidates())).containsExactly("1");
  }

  @ParameterizedTest
  @CsvSource({
    "0, 1, 1, paths must be at least 1 but was 0",
    "1, 0, 1, width must be at least 1 but was 0",
    "1, 1, -1, parallel must be at least 1 but was -1",
  })
  void refusesWhatIsOutOfRange(int paths, int width, int parallel, String message) {
    assertThatThrownBy(
            () ->
                new Mcts(
                    paths,
                    width,
                    parallel,
                    Simulation.DESCENT,
                    UNIFORM,
                    Finished.REVISIT,
                    Duplicates.APART,
                    Answers.DISTINCT,
                    Aggregation.LAST))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }
}
