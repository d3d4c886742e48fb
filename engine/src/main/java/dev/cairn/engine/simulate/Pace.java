package dev.cairn.engine.simulate;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Lets a worker's tasks finish when they would on a real one. A thread carries the batch's
 * simulated time along the wall clock; arrivals bear the time at which they came, so that a late
 * wake-up delays an answer's delivery but never the simulated worker.
 */
final class Pace implements AutoCloseable {
  private static final long LONGEST_NAP_NANOS = TimeUnit.SECONDS.toNanos(1);

  private record Arrival(double time, List<Batching.Task> tasks) {}

  private final Batching batching;
  private final double timeScale;
  private final Executor answers;
  private final BlockingQueue<Arrival> arrivals = new LinkedBlockingQueue<>();
  private final long epoch = System.nanoTime();
  private final Thread thread;
  private volatile double busySlotSeconds;
  private volatile boolean resetWanted;

  /**
   * Starts the thread.
   *
   * @param answers runs what is to be done when a task has finished
   */
  Pace(String name, Batching batching, double timeScale, Executor answers) {
    this.batching = batching;
    this.timeScale = timeScale;
    this.answers = answers;
    this.thread = new Thread(this::run, name);
    thread.setDaemon(true);
    thread.start();
  }

  /** Adds tasks that arrive now, together. */
  void submit(List<Batching.Task> tasks) {
    arrivals.add(new Arrival(now(), tasks));
  }

  /** Simulated seconds in which slots were taken, as of the last finished task. */
  double busySlotSeconds() {
    return resetWanted ? 0 : busySlotSeconds;
  }

  /** Counts the busy seconds from 0 again. */
  void reset() {
    resetWanted = true;
    submit(List.of());
  }

  /** Ends the thread; what has not finished never will. */
  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private double now() {
    return (System.nanoTime() - epoch) * 1e-9 * timeScale;
  }

  private void run() {
    List<Arrival> batch = new ArrayList<>();
    try {
      while (true) {
        Arrival first = arrivals.poll(napNanos(), TimeUnit.NANOSECONDS);
        double now = now();
        if (first != null) {
          batch.add(first);
          arrivals.drainTo(batch);
        }
        for (Arrival arrival : batch) {
          batching.advance(arrival.time(), this::finish);
          arrival.tasks().forEach(batching::arrive);
        }
        batch.clear();
        batching.advance(now, this::finish);
        publish();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private long napNanos() {
    double wall = (batching.nextFinish() - now()) / timeScale * 1e9;
    return (long) Math.max(0, Math.min(wall, (double) LONGEST_NAP_NANOS));
  }

  private void finish(Batching.Task task) {
    answers.execute(task.finished());
  }

  private void publish() {
    if (resetWanted) {
      batching.reset();
      resetWanted = false;
    }
    busySlotSeconds = batching.busySlotSeconds();
  }
}
