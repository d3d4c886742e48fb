package dev.cairn.engine.worker;

/**
 * How many retries a pool may send, so that retries never multiply the load of servers that are in
 * trouble: a bucket that every answered call fills by a share of a retry, and time by a trickle
 * that fills it in half a minute. What it cannot give now a retry has to wait for; nothing is lost
 * by it. Thread-safe.
 */
final class RetryBudget {
  private static final double SECONDS_TO_FILL = 30;

  private final double share;
  private final double capacity;
  private double left;
  private long filledAt;

  /**
   * A full bucket.
   *
   * @param share retries per answered call, at least 0
   * @param capacity retries at once, above 0
   * @param now in nanoseconds of a {@link Timer}
   */
  RetryBudget(double share, double capacity, long now) {
    this.share = share;
    this.capacity = capacity;
    this.left = capacity;
    this.filledAt = now;
  }

  /** A call was answered. */
  synchronized void answered() {
    left = Math.min(capacity, left + share);
  }

  /** Takes a retry; false if there is none. */
  synchronized boolean take(long now) {
    double seconds = (now - filledAt) / 1e9;
    left = Math.min(capacity, left + Math.max(0, seconds) * capacity / SECONDS_TO_FILL);
    filledAt = now;
    if (left < 1) {
      return false;
    }
    left--;
    return true;
  }
}
