package dev.cairn.jobs;

import dev.cairn.engine.config.RunSpec;
import dev.cairn.engine.config.RunSpec.Experiment;
import dev.cairn.engine.run.StoredTree;
import dev.cairn.engine.run.StoredTree.By;
import dev.cairn.engine.run.TreeNode;
import dev.cairn.engine.search.Aggregation;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A choice from the stored tree of a search in place of a vote on its candidates: walks to a
 * solution by the values or the visits of nodes, or takes the best path.
 *
 * @param by what is best
 * @param aggregation the reward of a node
 */
record TreeSelection(By by, Aggregation aggregation) {

  /** Those that an experiment's trees allow, by name: all need rewards, and some visits. */
  static Map<String, TreeSelection> of(Experiment experiment) {
    Map<String, TreeSelection> selections = new LinkedHashMap<>();
    for (By by : By.values()) {
      boolean counted = by != By.MAX_VISITS || experiment.strategy().countsVisits();
      if (counted && !experiment.reward().equals(RunSpec.NO_REWARD)) {
        for (Aggregation aggregation : Aggregation.values()) {
          TreeSelection selection = new TreeSelection(by, aggregation);
          selections.put(selection.name(), selection);
        }
      }
    }
    return selections;
  }

  /** The name in tables and metrics, such as {@code max-visits(last)}. */
  String name() {
    return "%s(%s)".formatted(Judge.name(by), Judge.name(aggregation));
  }

  /** The chosen node of a tree, or empty if no node of it may be chosen. */
  Optional<TreeNode> choose(List<TreeNode> tree, Predicate<TreeNode> among) {
    return new StoredTree(tree, aggregation).best(by, among);
  }
}
