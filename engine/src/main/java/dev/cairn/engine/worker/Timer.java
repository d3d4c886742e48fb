package dev.cairn.engine.worker;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Time and delays: the machine's, or those of a test that moves them by hand. Thread-safe. */
public interface Timer {
  /** The machine's. */
  Timer SYSTEM =
      new Timer() {
        @Override
        public long nanos() {
          return System.nanoTime();
        }

        @Override
        public Future<?> after(Duration delay, Runnable task) {
          CompletableFuture<Void> alarm = new CompletableFuture<>();
          var unused =
              alarm
                  .completeOnTimeout(null, delay.toNanos(), TimeUnit.NANOSECONDS)
                  .thenRunAsync(task);
          return alarm;
        }
      };

  /** Nanoseconds since some moment; only differences mean something. */
  long nanos();

  /** Runs a short task after a delay. Cancelling the result before then revokes it. */
  Future<?> after(Duration delay, Runnable task);
}
