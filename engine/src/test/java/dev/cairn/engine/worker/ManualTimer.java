package dev.cairn.engine.worker;

import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;

/** Time that stands still until a test moves it. */
public final class ManualTimer implements Timer {
  private record Alarm(long at, long number, Runnable task, CompletableFuture<Void> handle) {}

  private final PriorityQueue<Alarm> alarms =
      new PriorityQueue<>(Comparator.comparingLong(Alarm::at).thenComparingLong(Alarm::number));
  private long now;
  private long number;

  @Override
  public synchronized long nanos() {
    return now;
  }

  @Override
  public synchronized Future<?> after(Duration delay, Runnable task) {
    CompletableFuture<Void> handle = new CompletableFuture<>();
    alarms.add(new Alarm(now + delay.toNanos(), number++, task, handle));
    return handle;
  }

  /** Lets time pass; what falls due on the way runs on the caller's thread, in its order. */
  public void pass(Duration time) {
    long until = nanos() + time.toNanos();
    for (Alarm next = next(until); next != null; next = next(until)) {
      if (!next.handle.isDone()) {
        next.task.run();
      }
    }
    synchronized (this) {
      now = until;
    }
  }

  private synchronized @org.jspecify.annotations.Nullable Alarm next(long until) {
    Alarm first = alarms.peek();
    if (first == null || first.at > until) {
      return null;
    }
    now = Math.max(now, first.at);
    return alarms.poll();
  }

  /** From now to the next alarm, in nanoseconds; the largest value if there is none. */
  public synchronized long untilNext() {
    Alarm first = alarms.peek();
    return first == null ? Long.MAX_VALUE : Math.max(0, first.at - now);
  }

  /** Alarms that have not rung and were not revoked. */
  synchronized long pending() {
    return alarms.stream().filter(alarm -> !alarm.handle.isDone()).count();
  }
}
