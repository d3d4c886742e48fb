package dev.cairn.engine.search.strategy;

import dev.cairn.engine.search.Aggregation;
import dev.cairn.engine.search.strategy.Mcts.Answers;
import dev.cairn.engine.search.strategy.Mcts.Duplicates;
import dev.cairn.engine.search.strategy.Mcts.Finished;
import dev.cairn.engine.search.strategy.Mcts.Simulation;

/** What one method of Monte Carlo tree search does other than another. */
interface TreeRules {
  /** The number of simulations. */
  int paths();

  /** Children of an expanded node. */
  int width();

  /** Simulations under way at once. */
  int parallel();

  /** How a simulation goes from node to node. */
  Selection selection();

  /** The reward of a trajectory. */
  Aggregation aggregation();

  /** Where a simulation ends. */
  default Simulation simulation() {
    return Simulation.DESCENT;
  }

  /** What becomes of finished nodes. */
  default Finished finished() {
    return Finished.REVISIT;
  }

  /** What becomes of siblings of equal text. */
  default Duplicates duplicates() {
    return Duplicates.APART;
  }

  /** Which finished nodes are candidates. */
  default Answers answers() {
    return Answers.DISTINCT;
  }

  /** What a simulation that ended at {@code end} is worth to {@code node}, on the way there. */
  default double value(Node end, Node node) {
    return end.reward;
  }
}
