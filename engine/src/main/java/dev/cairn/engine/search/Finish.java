package dev.cairn.engine.search;

/** Why the text of a trajectory ends where it ends. */
public enum Finish {
  /** A step separator: the trajectory can be continued. */
  SEPARATOR,
  /** The policy ended its answer. */
  ANSWERED,
  /** A limit on tokens or steps cut it off; what is there may still hold an answer. */
  TRUNCATED,
  /**
   * It has no room to go on in the context of the policy or of the reward model: truncated, by
   * their limit and not by the search's.
   */
  CONTEXT_FULL
}
