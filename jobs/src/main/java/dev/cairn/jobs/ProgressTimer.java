package dev.cairn.jobs;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Tells how far something is, every second while it works and once at its end; where telling takes
 * long, it is told less often, but at least every ten seconds.
 */
final class ProgressTimer {
  private static final long PAUSE_NANOS = 1_000_000_000;
  private static final long LONGEST_PAUSE_NANOS = 10_000_000_000L;
  private static final int TIMES = 4;

  private final ScheduledThreadPoolExecutor clock =
      new ScheduledThreadPoolExecutor(
          1,
          task -> {
            Thread thread = new Thread(task, "cairn-progress");
            thread.setDaemon(true);
            return thread;
          });
  private final Runnable tell;

  ProgressTimer(Runnable tell) {
    this.tell = tell;
    clock.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  private void again() {
    long began = System.nanoTime();
    tell.run();
    long took = System.nanoTime() - began;
    try {
      long pause = Math.min(LONGEST_PAUSE_NANOS, Math.max(PAUSE_NANOS, TIMES * took));
      clock.schedule(this::again, pause, TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException over) {
      // The work has ended in the meantime.
    }
  }

  /** Works. */
  void during(Runnable work) {
    clock.schedule(this::again, PAUSE_NANOS, TimeUnit.NANOSECONDS);
    try {
      work.run();
    } finally {
      // Not shutdownNow: an interrupt would break a read off.
      clock.shutdown();
    }
    tell.run();
  }
}
