package dev.cairn.jobs;

import dev.cairn.engine.metrics.FirstError.Good;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * How step scores become predictions of the first wrong step.
 *
 * @param threshold of a good step; null to find the best one
 * @param thresholdFrom the subset on which it is found
 * @param good whether a good step's score is above the threshold or may be at it
 * @param grid which thresholds are tried
 * @param bins of the calibration
 * @param resamples of the bootstrap
 * @param seed of these
 */
public record ProcessBenchSettings(
    @Nullable Double threshold,
    String thresholdFrom,
    Good good,
    Grid grid,
    int bins,
    int resamples,
    long seed)
    implements Serializable {
  /** As in the paper: the threshold that is best on gsm8k. */
  public static final ProcessBenchSettings DEFAULT =
      new ProcessBenchSettings(null, "gsm8k", Good.ABOVE, Grid.MIDPOINTS, 10, 10_000, 0);

  /** Which thresholds are tried. */
  public enum Grid {
    /** The middles between neighbouring scores. */
    MIDPOINTS,
    /** The scores. */
    SCORES,
    /** A thousand numbers from 0 to 1. */
    THOUSAND
  }
}
