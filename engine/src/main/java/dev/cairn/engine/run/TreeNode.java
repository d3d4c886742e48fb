package dev.cairn.engine.run;

import dev.cairn.engine.search.Finish;
import dev.cairn.engine.search.Pruned;
import dev.cairn.engine.search.Step;
import java.util.List;

/**
 * A node of a search's tree, as it is stored.
 *
 * @param path as of {@link dev.cairn.engine.search.Trajectory}; the parent's is this one without
 *     its last number
 * @param kept how many steps of its parent's text it begins with: all of them, unless it revises
 *     its parent
 * @param steps what this node adds to these
 * @param rewards of these steps; empty in an experiment without a reward model
 * @param finish why its text ends
 * @param visits as the strategy counts them
 * @param fate what became of it
 */
public record TreeNode(
    List<Integer> path,
    int kept,
    List<Step> steps,
    List<Double> rewards,
    Finish finish,
    int visits,
    Fate fate) {

  /** What became of a node. */
  public enum Fate {
    /** It has children. */
    EXPANDED,
    /** It is a finished candidate. */
    CANDIDATE,
    /** The strategy preferred others. */
    NOT_SELECTED,
    /** Another node has the same text. */
    DUPLICATE,
    /** A limit cut it off, and the strategy takes no such texts. */
    TRUNCATED,
    /** The policy was too unsure of it. */
    LOW_CONFIDENCE,
    /** It was written only to judge the node that it follows. */
    LOOK_AHEAD,
    /** A limit or a failure stopped the search before it came to anything. */
    STOPPED;

    static Fate of(Pruned why) {
      return switch (why) {
        case NOT_SELECTED -> NOT_SELECTED;
        case DUPLICATE -> DUPLICATE;
        case TRUNCATED -> TRUNCATED;
        case LOW_CONFIDENCE -> LOW_CONFIDENCE;
        case LOOK_AHEAD -> LOOK_AHEAD;
      };
    }
  }

  /** Copies the lists. */
  public TreeNode {
    path = List.copyOf(path);
    steps = List.copyOf(steps);
    rewards = List.copyOf(rewards);
  }
}
