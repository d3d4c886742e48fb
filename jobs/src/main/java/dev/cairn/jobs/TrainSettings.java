package dev.cairn.jobs;

import dev.cairn.engine.search.Aggregation;
import dev.cairn.engine.search.strategy.ComputeOptimal.Difficulty;
import java.io.Serializable;

/**
 * How a table of methods by difficulty is learned.
 *
 * @param probe the experiment whose first candidates tell the difficulty: independent solutions, as
 *     of best-of-n
 * @param samples how many of them, at least 1
 * @param difficulty how they tell it
 * @param aggregation of their rewards
 * @param bins at most, at least 1
 * @param tokens that a problem may cost in the mean, first solutions included; 0 for no bound
 */
public record TrainSettings(
    String probe,
    int samples,
    Difficulty difficulty,
    Aggregation aggregation,
    int bins,
    double tokens)
    implements Serializable {
  /** Refuses numbers out of range. */
  public TrainSettings {
    if (samples < 1 || bins < 1) {
      throw new IllegalArgumentException(
          "samples and bins must be at least 1 but were %d and %d".formatted(samples, bins));
    }
    if (!(tokens >= 0)) {
      throw new IllegalArgumentException("tokens must not be negative but was " + tokens);
    }
  }
}
