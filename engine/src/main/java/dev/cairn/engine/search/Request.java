package dev.cairn.engine.search;

import java.util.List;

/** A wish of a search: children of a node, written by the policy and judged by the reward model. */
public sealed interface Request permits Expansion, Revision {
  /** Whose children they are. */
  Trajectory from();

  /** How many, at least 1. */
  int width();

  /** The same wish for another number of children. */
  Request wide(int otherWidth);

  /** How many steps of {@link #from} every child begins with. */
  int kept();

  /**
   * A child.
   *
   * @param number counted over all children ever asked of {@link #from}
   * @param more steps after those that are kept
   * @param why its text ends there
   */
  Trajectory child(int number, List<Step> more, Finish why);
}
