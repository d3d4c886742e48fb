package dev.cairn.engine.search.strategy;

import dev.cairn.engine.search.Step;
import java.util.List;

/** How likely the policy thought what it wrote. */
final class LogProbs {
  private LogProbs() {}

  /**
   * The log-probability of a step.
   *
   * @param strategy that cannot do without, as the registry names it
   */
  static double of(Step step, String strategy) {
    Double logProb = step.logProb();
    if (logProb == null) {
      throw new IllegalStateException(
          "the policy told no log-probability, which %s needs; ask the worker for log-probabilities"
              .formatted(strategy));
    }
    return logProb;
  }

  /** The mean over the tokens of steps; 0 if they have none. */
  static double perToken(List<Step> steps, String strategy) {
    int tokens = steps.stream().mapToInt(Step::tokens).sum();
    double sum = steps.stream().mapToDouble(step -> of(step, strategy)).sum();
    return tokens == 0 ? 0 : sum / tokens;
  }
}
