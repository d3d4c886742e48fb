package dev.cairn.engine.run;

import java.util.SplittableRandom;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** A few threads that do what they are given in a random order. */
public final class ShuffledArrival implements Executor, AutoCloseable {
  private static final int THREADS = 3;
  private static final int LONGEST_MICROS = 400;

  private final ScheduledThreadPoolExecutor threads = new ScheduledThreadPoolExecutor(THREADS);
  private final SplittableRandom random;

  /** Another seed, another order. */
  public ShuffledArrival(long seed) {
    random = new SplittableRandom(seed);
  }

  @Override
  public synchronized void execute(Runnable task) {
    threads.schedule(task, random.nextInt(LONGEST_MICROS), TimeUnit.MICROSECONDS);
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
