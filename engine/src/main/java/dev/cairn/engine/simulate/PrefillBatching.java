package dev.cairn.engine.simulate;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

/**
 * The batches of a reward worker, which only reads: an iteration takes what waits, first come first
 * served, up to the limits of a batch and at least one text.
 */
final class PrefillBatching implements Batching {
  private final Latency latency;
  private final Deque<Task> waiting = new ArrayDeque<>();
  private final List<Task> batch = new ArrayList<>();
  private double clock;
  private double batchEnd = Double.POSITIVE_INFINITY;
  private double busy;

  PrefillBatching(Latency latency) {
    this.latency = latency;
  }

  @Override
  public void arrive(Task task) {
    waiting.add(task);
    // A text that arrives while the worker is idle starts a batch of its own, as it would there.
    if (batch.isEmpty()) {
      fill();
    }
  }

  @Override
  public double nextFinish() {
    return batchEnd;
  }

  @Override
  public void advance(double time, Consumer<Task> finished) {
    while (batchEnd <= time) {
      busy += (batchEnd - clock) * batch.size();
      clock = batchEnd;
      batch.forEach(finished);
      batch.clear();
      fill();
    }
    busy += Math.max(0, time - clock) * batch.size();
    clock = Math.max(clock, time);
  }

  @Override
  public double busySlotSeconds() {
    return busy;
  }

  @Override
  public void reset() {
    busy = 0;
  }

  private void fill() {
    int tokens = 0;
    while (!waiting.isEmpty()
        && batch.size() < latency.rewardTexts()
        && (batch.isEmpty() || tokens + waiting.element().tokens() <= latency.rewardTokens())) {
      Task task = waiting.remove();
      tokens += task.tokens();
      batch.add(task);
    }
    batchEnd =
        batch.isEmpty()
            ? Double.POSITIVE_INFINITY
            : clock + latency.rewardBase() + latency.rewardPerToken() * tokens;
  }
}
