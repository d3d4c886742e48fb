package dev.cairn.engine.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.cairn.engine.run.StoredTree.By;
import dev.cairn.engine.run.TreeNode.Fate;
import dev.cairn.engine.search.Aggregation;
import dev.cairn.engine.search.Finish;
import dev.cairn.engine.search.Step;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class StoredTreeTest {
  private static final Step STEP = new Step("a;", 1, null);

  private static TreeNode node(double reward, int visits, Finish finish, Integer... path) {
    return new TreeNode(
        List.of(path),
        path.length - 1,
        List.of(STEP),
        List.of(reward),
        finish,
        visits,
        Fate.NOT_SELECTED);
  }

  private static TreeNode open(double reward, int visits, Integer... path) {
    return node(reward, visits, Finish.SEPARATOR, path);
  }

  private static TreeNode end(double reward, int visits, Integer... path) {
    return node(reward, visits, Finish.ANSWERED, path);
  }

  /*
   * 0: two simulations, at 0.0 with 0.9 and at 0.1 with 0.5: 0.7. 1: five, of which four at 1.0 with
   * 0.6 and one at 1 itself with 0.1: 0.5. 2: one, 0.95, but nothing is finished below it.
   */
  private static StoredTree tree() {
    return new StoredTree(
        List.of(
            open(0.3, 2, 0),
            end(0.9, 1, 0, 0),
            end(0.5, 1, 0, 1),
            open(0.1, 5, 1),
            end(0.6, 4, 1, 0),
            end(0.99, 0, 1, 1),
            open(0.8, 1, 2),
            open(0.95, 1, 2, 0)),
        Aggregation.LAST);
  }

  private static @Nullable List<Integer> best(StoredTree tree, By by) {
    return tree.best(by).map(TreeNode::path).orElse(null);
  }

  @Test
  void aRevisedSolutionIsWorthItsBestVersionWhateverThatKeeps() {
    List<Step> two = List.of(STEP, STEP);
    Fate fate = Fate.CANDIDATE;
    StoredTree revised =
        new StoredTree(
            List.of(
                new TreeNode(List.of(0), 0, two, List.of(0.9, 0.2), Finish.ANSWERED, 1, fate),
                new TreeNode(
                    List.of(0, 0), 1, List.of(STEP), List.of(0.8), Finish.ANSWERED, 1, fate),
                new TreeNode(List.of(0, 1), 0, two, List.of(0.1, 0.1), Finish.ANSWERED, 1, fate),
                new TreeNode(List.of(0, 2), 0, List.of(), List.of(), Finish.CONTEXT_FULL, 1, fate),
                end(0.7, 1, 1)),
            Aggregation.MEAN);

    assertThat(revised.value(List.of(0))).isCloseTo(0.85, within(1e-12));
    for (By by : By.values()) {
      assertThat(best(revised, by)).containsExactly(0, 0);
    }
  }

  @Test
  void aNodeIsWorthTheMeanOfWhereSimulationsEnded() {
    assertThat(tree().value(List.of(0))).isCloseTo(0.7, within(1e-12));
    assertThat(tree().value(List.of(1))).isCloseTo(0.5, within(1e-12));
    assertThat(tree().value(List.of(2))).isEqualTo(0.95);
    assertThat(tree().value(List.of(1, 1))).isEqualTo(0.99);
  }

  @Test
  void walksByValueToAFinishedSolution() {
    assertThat(best(tree(), By.MAX_VALUE)).containsExactly(0, 0);
  }

  @Test
  void walksByVisitsToAFinishedSolution() {
    assertThat(best(tree(), By.MAX_VISITS)).containsExactly(1, 0);
  }

  @Test
  void findsTheVisitedSolutionOfHighestReward() {
    assertThat(best(tree(), By.BEST_PATH)).containsExactly(0, 0);
  }

  /** Where sums were made anew for every comparison, this would take minutes. */
  @Test
  void walksDownATreeOfThirtyThousandNodes() {
    int levels = 300;
    int width = 100;
    List<TreeNode> nodes = new ArrayList<>();
    List<Integer> path = List.of();
    for (int level = 1; level <= levels; level++) {
      List<Integer> parent = path;
      for (int child = 0; child < width; child++) {
        path = Stream.concat(parent.stream(), Stream.of(child)).toList();
        boolean ended = level == levels || child < width - 1;
        nodes.add(
            node(
                ended ? 0.2 : 0.5,
                ended ? 1 : (levels - level) * (width - 1) + 1,
                ended ? Finish.ANSWERED : Finish.SEPARATOR,
                path.toArray(Integer[]::new)));
      }
    }
    StoredTree tree = new StoredTree(nodes, Aggregation.LAST);

    assertThat(tree.value(List.of(width - 1))).isCloseTo(0.2, within(1e-9));
    assertThat(best(tree, By.MAX_VISITS)).hasSize(levels).endsWith(0);
  }

  @Test
  void ofEqualSolutionsTheFirstIsTaken() {
    StoredTree tree = new StoredTree(List.of(end(0.5, 1, 0), end(0.5, 1, 1)), Aggregation.LAST);

    for (By by : By.values()) {
      assertThat(best(tree, by)).containsExactly(0);
    }
  }

  @Test
  void aggregatesTheRewardsOfTheWholePath() {
    StoredTree tree =
        new StoredTree(
            List.of(open(0.9, 1, 0), end(0.5, 1, 0, 0), open(0.2, 1, 1), end(0.8, 1, 1, 0)),
            Aggregation.MEAN);

    assertThat(tree.value(List.of(0))).isCloseTo(0.7, within(1e-12));
    assertThat(best(tree, By.BEST_PATH)).containsExactly(0, 0);
  }

  @Test
  void countsLeavesWhereAStrategyCountsNoVisits() {
    StoredTree tree =
        new StoredTree(
            List.of(open(0.9, 1, 0), end(0.2, 1, 0, 0), end(0.4, 1, 0, 1)), Aggregation.LAST);

    assertThat(tree.value(List.of(0))).isCloseTo(0.3, within(1e-12));
    assertThat(best(tree, By.MAX_VALUE)).containsExactly(0, 1);
  }

  @Test
  void choosesAmongSomeSolutionsOnly() {
    for (By by : By.values()) {
      assertThat(tree().best(by, node -> node.path().equals(List.of(0, 1))).map(TreeNode::path))
          .contains(List.of(0, 1));
      assertThat(tree().best(by, node -> false)).isEmpty();
    }
    // Visited by nobody: walked to by its parent's value, but no path that a simulation took.
    assertThat(tree().best(By.MAX_VALUE, node -> node.path().equals(List.of(1, 1)))).isPresent();
    assertThat(tree().best(By.BEST_PATH, node -> node.path().equals(List.of(1, 1)))).isEmpty();
  }

  @Test
  void comparesLongProductsThatUnderflow() {
    List<Step> steps = Collections.nCopies(400, STEP);
    StoredTree tree =
        new StoredTree(
            List.of(
                new TreeNode(
                    List.of(0),
                    0,
                    steps,
                    Collections.nCopies(400, 0.1),
                    Finish.ANSWERED,
                    1,
                    Fate.CANDIDATE),
                new TreeNode(
                    List.of(1),
                    0,
                    steps,
                    Collections.nCopies(400, 0.11),
                    Finish.ANSWERED,
                    1,
                    Fate.CANDIDATE)),
            Aggregation.PRODUCT);

    assertThat(best(tree, By.BEST_PATH)).containsExactly(1);
  }

  @Test
  void leavesOutOfAValueWhatHasNoRewards() {
    TreeNode full =
        new TreeNode(List.of(1), 0, List.of(), List.of(), Finish.CONTEXT_FULL, 1, Fate.STOPPED);
    StoredTree tree = new StoredTree(List.of(end(0.5, 1, 0), full), Aggregation.LAST);

    assertThat(tree.best(By.MAX_VALUE, node -> !node.steps().isEmpty()).map(TreeNode::path))
        .contains(List.of(0));
  }

  @Test
  void hasNoBestWhereNothingIsFinished() {
    StoredTree tree = new StoredTree(List.of(open(0.9, 1, 0)), Aggregation.LAST);

    for (By by : By.values()) {
      assertThat(tree.best(by)).isEmpty();
    }
    assertThat(new StoredTree(List.of(), Aggregation.LAST).best(By.MAX_VALUE)).isEmpty();
  }

  @Test
  void refusesATreeWithAGapAndANodeThatIsNotThere() {
    assertThatThrownBy(() -> new StoredTree(List.of(end(0.5, 1, 3, 0)), Aggregation.LAST))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the tree lacks the parent of node [3, 0]");
    assertThatThrownBy(() -> tree().value(List.of(7)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the tree has no node [7]");
  }
}
