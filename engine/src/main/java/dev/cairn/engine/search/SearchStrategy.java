package dev.cairn.engine.search;

import java.util.Set;
import java.util.random.RandomGenerator;

/** An algorithm with its parameters: an immutable record that starts a search on a problem. */
public interface SearchStrategy {

  /** What a strategy must be told of each child beyond its text. */
  enum Signal {
    /** The rewards of its steps. */
    REWARD,
    /** The log-probability of its text. */
    LOG_PROB,
    /** The final answer of a finished one. */
    ANSWER,
    /** What the reward model writes of its steps. */
    CRITIQUE
  }

  /**
   * Starts a search.
   *
   * @param random the search's only source of chance beside the policy's sampling
   */
  Search start(Problem problem, RandomGenerator random);

  /** What it cannot run without. */
  Set<Signal> needs();

  /** Whether its searches count how often they went through a node; others say 1 of every node. */
  default boolean countsVisits() {
    return false;
  }
}
