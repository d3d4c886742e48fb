package dev.cairn.engine.search;

import org.jspecify.annotations.Nullable;

/**
 * One step of a solution, as the policy wrote it.
 *
 * @param text with its separator, if it ended with one
 * @param tokens generated tokens, as the worker counted them
 * @param logProb natural log-probability of the text, the sum over its tokens; null where the
 *     worker told none
 */
public record Step(String text, int tokens, @Nullable Double logProb) {
  /** Refuses a negative token count and a log-probability that is not a number. */
  public Step {
    if (tokens < 0) {
      throw new IllegalArgumentException("tokens must not be negative but was " + tokens);
    }
    if (logProb != null && logProb.isNaN()) {
      throw new IllegalArgumentException("logProb must be a number");
    }
  }
}
