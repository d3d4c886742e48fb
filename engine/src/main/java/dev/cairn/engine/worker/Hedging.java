package dev.cairn.engine.worker;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * When a call is slow enough to be sent to a second server as well (Dean and Barroso, The Tail at
 * Scale, Communications of the ACM 56(2), 2013, "hedged requests"): when it has been under way for
 * longer than all but the slowest share of the calls so far, and as long as not more than that
 * share of the calls have been hedged. Guarded by its pool.
 */
final class Hedging {
  private static final int CALLS_TO_LEARN_FROM = 100;

  private final double share;
  private final Histogram latencyMicros = new Histogram(2);
  private long hedged;

  /** Hedges a share of all calls, in [0, 0.5]; 0 for none. */
  Hedging(double share) {
    this.share = share;
    latencyMicros.setAutoResize(true);
  }

  void answered(long nanos) {
    if (share > 0) {
      latencyMicros.recordValue(TimeUnit.NANOSECONDS.toMicros(nanos));
    }
  }

  /** How long to wait for a call before it counts as slow; null if none is to be hedged now. */
  @Nullable Duration slow() {
    if (share == 0 || latencyMicros.getTotalCount() < CALLS_TO_LEARN_FROM) {
      return null;
    }
    return Duration.ofNanos(
        TimeUnit.MICROSECONDS.toNanos(latencyMicros.getValueAtPercentile(100 * (1 - share))));
  }

  /** Takes a hedge; false if as many as allowed have been taken. */
  boolean take() {
    boolean allowed = hedged < share * latencyMicros.getTotalCount();
    hedged += allowed ? 1 : 0;
    return allowed;
  }
}
