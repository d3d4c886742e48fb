package dev.cairn.engine.worker;

import dev.cairn.engine.worker.WorkerException.Kind;
import java.time.Duration;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * The time in which no server of a pool answers. Calls wait through it instead of failing, until it
 * has lasted for longer than the patience. Guarded by its pool.
 */
final class Outage {
  private final Duration patience;
  private final Timer timer;
  private final Runnable giveUp;
  private @Nullable Future<?> end;
  private @Nullable WorkerException last;
  private boolean tooLong;

  /**
   * No outage.
   *
   * @param giveUp is run when an outage has lasted for too long, and whenever {@link #stranded} is
   *     called from then on
   */
  Outage(Duration patience, Timer timer, Runnable giveUp) {
    this.patience = patience;
    this.timer = timer;
    this.giveUp = giveUp;
  }

  /** A server failed. */
  void failed(WorkerException failure) {
    last = failure;
  }

  /** No server is left that answers. */
  void begin() {
    if (end == null) {
      end = timer.after(patience, giveUp);
    }
  }

  /** A server answers. */
  void end() {
    tooLong = false;
    if (end != null) {
      end.cancel(false);
      end = null;
    }
  }

  /** A call has nowhere to go. */
  void stranded() {
    if (tooLong) {
      var unused = timer.after(Duration.ZERO, giveUp);
    }
  }

  /** It has lasted for too long; gives what the calls that waited fail with. */
  WorkerException lasted() {
    tooLong = true;
    Kind kind = last == null ? Kind.UNREACHABLE : last.kind();
    return new WorkerException(
        kind,
        "all servers",
        "none answered for %s; %s"
            .formatted(
                patience.toString().substring(2).toLowerCase(java.util.Locale.ROOT),
                last == null ? "none was named" : "the last failure was " + last.getMessage()));
  }
}
