package dev.cairn.engine.search.strategy;

/** How the policy is told what is wrong with a step of its solution. */
public enum Critique {
  /** In the words of the reward model, which must write some. */
  WRITTEN,
  /** By the number and the text of the step alone, for reward models that only score. */
  NAMED
}
