package dev.cairn.engine.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.cairn.engine.run.TreeNode.Fate;
import dev.cairn.engine.search.Candidate;
import dev.cairn.engine.search.Finish;
import dev.cairn.engine.search.Problem;
import dev.cairn.engine.search.Step;
import dev.cairn.engine.search.Trajectory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TreeTest {
  private static final Trajectory ROOT = Trajectory.start(new Problem("p", "Which?", null));
  private static final Step STEP = new Step("a;", 1, null);
  private static final Trajectory OPEN = child(ROOT, 0, Finish.SEPARATOR);
  private static final Trajectory TENTH = child(ROOT, 10, Finish.SEPARATOR);
  private static final Trajectory SECOND = child(ROOT, 2, Finish.SEPARATOR);
  private static final Trajectory ENDED = child(TENTH, 1, Finish.ANSWERED);
  private static final Trajectory OTHER = child(TENTH, 0, Finish.TRUNCATED);

  private static Trajectory child(Trajectory parent, int number, Finish finish) {
    return parent.append(number, List.of(STEP), finish);
  }

  private static Candidate candidate(Trajectory trajectory, double reward) {
    int steps = trajectory.steps().size();
    List<Double> rewards = new ArrayList<>(Collections.nCopies(steps, 0.5));
    rewards.set(steps - 1, reward);
    return new Candidate(trajectory, rewards);
  }

  /** The nodes in an order in which they may arrive. */
  private static Tree tree() {
    Tree tree = new Tree();
    tree.add(candidate(TENTH, 0.9), ROOT, 0);
    tree.add(candidate(ENDED, 0.8), TENTH, 1);
    tree.add(candidate(SECOND, 0.2), ROOT, 0);
    tree.add(candidate(OTHER, 0.1), TENTH, 1);
    tree.add(candidate(OPEN, 0.3), ROOT, 0);
    return tree;
  }

  @Test
  void listsParentsFirstAndChildrenByTheirNumbers() {
    assertThat(tree().nodes(node -> 1, node -> null, Set.of(), Fate.STOPPED))
        .extracting(TreeNode::path)
        .containsExactly(List.of(0), List.of(2), List.of(10), List.of(10, 0), List.of(10, 1));
  }

  @Test
  void saysWhatBecameOfEachNode() {
    assertThat(tree().nodes(node -> 1, node -> null, Set.of(List.of(10, 1)), Fate.NOT_SELECTED))
        .extracting(TreeNode::path, TreeNode::fate)
        .containsExactly(
            tuple(List.of(0), Fate.NOT_SELECTED),
            tuple(List.of(2), Fate.NOT_SELECTED),
            tuple(List.of(10), Fate.EXPANDED),
            tuple(List.of(10, 0), Fate.NOT_SELECTED),
            tuple(List.of(10, 1), Fate.CANDIDATE));
  }

  @Test
  void tellsOfEachNodeItsOwnStepsAndTheVisitsOfTheStrategy() {
    List<TreeNode> nodes =
        tree().nodes(node -> node.path().size(), node -> null, Set.of(), Fate.STOPPED);

    assertThat(nodes)
        .extracting(TreeNode::rewards)
        .containsExactly(List.of(0.3), List.of(0.2), List.of(0.9), List.of(0.1), List.of(0.8));
    assertThat(nodes).extracting(TreeNode::steps).containsOnly(List.of(STEP));
    assertThat(nodes).extracting(TreeNode::visits).containsExactly(1, 1, 1, 2, 2);
    assertThat(nodes)
        .extracting(TreeNode::finish)
        .containsExactly(
            Finish.SEPARATOR,
            Finish.SEPARATOR,
            Finish.SEPARATOR,
            Finish.TRUNCATED,
            Finish.ANSWERED);
  }

  @Test
  void knowsTheRewardsOfANodeAndNoneOfTheRoot() {
    assertThat(tree().rewards(List.of(10, 1))).containsExactly(0.5, 0.8);
    assertThat(tree().rewards(List.of())).isEmpty();
  }
}
