package dev.cairn.engine.search;

/** Why a search gave a node up. */
public enum Pruned {
  /** It preferred others. */
  NOT_SELECTED,
  /** Another node has the same text. */
  DUPLICATE,
  /** A limit cut it off, and the search takes no such texts. */
  TRUNCATED,
  /** The policy was too unsure of it. */
  LOW_CONFIDENCE,
  /** It was written only to judge the node that it follows. */
  LOOK_AHEAD
}
