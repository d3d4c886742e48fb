package dev.cairn.engine.simulate;

import java.util.function.Consumer;

/**
 * A worker's batch in simulated time: tasks arrive, run, and finish at times that only the arrivals
 * decide. Single-threaded; times are in simulated seconds and never go back.
 */
interface Batching {

  /**
   * A sequence to be generated or a text to be scored.
   *
   * @param tokens to generate or to score
   * @param prefill uncached prompt tokens to read before, for a sequence
   * @param finished what to do when it is done
   */
  record Task(int tokens, int prefill, Runnable finished) {}

  /** Adds a task at the present time. */
  void arrive(Task task);

  /** When the next task finishes if none arrives before, or infinity if none is there. */
  double nextFinish();

  /**
   * Lets time pass up to {@code time}, in which no task arrives.
   *
   * @param finished is told every task that finishes, in order
   */
  void advance(double time, Consumer<Task> finished);

  /** Simulated seconds in which slots were taken, summed over the slots, since the last reset. */
  double busySlotSeconds();

  /** Counts the busy seconds from 0 again. */
  void reset();
}
