package dev.cairn.engine.run;

import java.time.Duration;

/**
 * Bounds on searches.
 *
 * @param searchesInFlight searches that one loop runs at once; results do not depend on it
 * @param maxSteps a trajectory of that many steps is truncated
 * @param maxTokensPerProblem a search that has generated that many tokens asks for no more and
 *     keeps what it has found
 * @param patience a search that is not over after that long fails
 */
public record Limits(
    int searchesInFlight, int maxSteps, long maxTokensPerProblem, Duration patience) {
  /** Refuses bounds that nothing could keep. */
  public Limits {
    if (searchesInFlight < 1) {
      throw new IllegalArgumentException(
          "searches-in-flight must be at least 1 but was " + searchesInFlight);
    }
    if (maxSteps < 1) {
      throw new IllegalArgumentException("max-steps must be at least 1 but was " + maxSteps);
    }
    if (maxTokensPerProblem < 1) {
      throw new IllegalArgumentException(
          "max-tokens-per-problem must be at least 1 but was " + maxTokensPerProblem);
    }
    if (patience.isNegative() || patience.isZero()) {
      throw new IllegalArgumentException("patience must be above 0 but was " + patience);
    }
  }
}
