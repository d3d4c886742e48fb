package dev.cairn.engine.simulate;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.PriorityQueue;
import java.util.function.Consumer;

/**
 * The continuous batching of a policy worker, one event per finished sequence instead of one per
 * iteration.
 *
 * <p>All running sequences get a token per iteration, so that one number, the progress in tokens,
 * says how far each is: a sequence admitted at progress P with L tokens ends at P + L. Progress
 * grows by 1 / iteration(running) a second. Two approximations: a sequence is admitted at once when
 * a slot is free and not at the next border of an iteration, and its prompt is read in one piece
 * during which nobody decodes, not in chunks. Both change a finish by less than an iteration plus
 * one prefill, and neither the rate nor the bounds.
 */
final class DecodeBatching implements Batching {
  private static final double EPSILON = 1e-9;

  private record Running(double finish, long number, Task task) {}

  private final Latency latency;
  private final Deque<Task> waiting = new ArrayDeque<>();
  private final PriorityQueue<Running> running =
      new PriorityQueue<>(
          Comparator.comparingDouble(Running::finish).thenComparingLong(Running::number));
  private double clock;
  private double progress;
  private double prefillLeft;
  private double busy;
  private long admitted;

  DecodeBatching(Latency latency) {
    this.latency = latency;
  }

  @Override
  public void arrive(Task task) {
    waiting.add(task);
    admit();
  }

  @Override
  public double nextFinish() {
    Running next = running.peek();
    if (next == null) {
      return Double.POSITIVE_INFINITY;
    }
    double left = Math.max(0, next.finish - progress);
    return clock + prefillLeft + left * latency.iteration(running.size());
  }

  @Override
  public void advance(double time, Consumer<Task> finished) {
    for (double next = nextFinish(); next <= time; next = nextFinish()) {
      elapse(next);
      Running first = running.remove();
      progress = Math.max(progress, first.finish);
      finished.accept(first.task);
      while (!running.isEmpty() && running.element().finish <= progress + EPSILON) {
        finished.accept(running.remove().task);
      }
      admit();
    }
    elapse(time);
  }

  @Override
  public double busySlotSeconds() {
    return busy;
  }

  @Override
  public void reset() {
    busy = 0;
  }

  private void admit() {
    while (running.size() < latency.slots() && !waiting.isEmpty()) {
      Task task = waiting.remove();
      prefillLeft += latency.prefillPerToken() * task.prefill();
      running.add(new Running(progress + task.tokens(), admitted++, task));
    }
  }

  private void elapse(double time) {
    double span = time - clock;
    if (span <= 0) {
      return;
    }
    double prefill = Math.min(span, prefillLeft);
    prefillLeft -= prefill;
    if (!running.isEmpty() && span > prefill) {
      progress += (span - prefill) / latency.iteration(running.size());
    }
    busy += span * running.size();
    clock = time;
  }
}
