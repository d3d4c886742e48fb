package dev.cairn.engine.worker;

import java.time.Duration;

/**
 * Keeps calls away from a server that only fails (Nygard, Release It!, 2nd edition, 2018, "Circuit
 * Breaker"): after three failures without an answer between them it is open and lets nothing
 * through; after a pause, and a probe where the dialect has one, it is half-open and lets one call
 * try; that call's answer closes it, its failure opens it for twice the pause. Guarded by its pool.
 */
final class CircuitBreaker {
  private static final int FAILURES = 3;
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(15);

  /** What it does with calls. */
  enum State {
    CLOSED,
    HALF_OPEN,
    OPEN
  }

  private State state = State.CLOSED;
  private int failures;
  private int openings;
  private boolean trying;

  State state() {
    return state;
  }

  /** Whether a call may go through now. */
  boolean admits() {
    return state == State.CLOSED || (state == State.HALF_OPEN && !trying);
  }

  /** A call goes through. */
  void sent() {
    trying = state == State.HALF_OPEN;
  }

  /** The server answered. Returns whether this closed an open or half-open breaker. */
  boolean answered() {
    boolean closes = state != State.CLOSED;
    state = State.CLOSED;
    failures = 0;
    openings = 0;
    trying = false;
    return closes;
  }

  /** The server failed. Returns whether this opened the breaker. */
  boolean failed() {
    failures++;
    if (state == State.OPEN || (state == State.CLOSED && failures < FAILURES)) {
      return false;
    }
    open();
    return true;
  }

  /** A call was taken back before anything was known. */
  void abandoned() {
    trying = false;
  }

  /** A probe of an open breaker found the server healthy, or there is no probe. */
  void halfOpen() {
    if (state == State.OPEN) {
      state = State.HALF_OPEN;
      trying = false;
    }
  }

  /** A probe found the server ill, which lengthens the pause. */
  void open() {
    state = State.OPEN;
    trying = false;
    openings++;
  }

  /** From its opening to the next probe. */
  Duration pause() {
    Duration doubled = FIRST_PAUSE.multipliedBy(1L << Math.min(20, Math.max(0, openings - 1)));
    return doubled.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : doubled;
  }
}
