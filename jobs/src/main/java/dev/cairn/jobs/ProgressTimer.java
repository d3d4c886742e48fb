package dev.cairn.jobs;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Tells how far something is, every second while it works and once at its end. */
final class ProgressTimer {
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "cairn-progress");
            thread.setDaemon(true);
            return thread;
          });
  private final Runnable tell;

  ProgressTimer(Runnable tell) {
    this.tell = tell;
  }

  /** Works. */
  void during(Runnable work) {
    clock.scheduleWithFixedDelay(tell, 1, 1, TimeUnit.SECONDS);
    try {
      work.run();
    } finally {
      // Not shutdownNow: an interrupt would break a read off.
      clock.shutdown();
    }
    tell.run();
  }
}
