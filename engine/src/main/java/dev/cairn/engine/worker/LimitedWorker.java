package dev.cairn.engine.worker;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Keeps at most a number of sequences under way at a worker; further calls wait, first come first
 * served. vLLM and SGLang queue without bound, so that the client has to hold back: what waits here
 * can still be cancelled for free or sent elsewhere. A call of more sequences than the limit runs
 * alone.
 */
public final class LimitedWorker implements Worker {
  private final Worker worker;
  private final int limit;
  private final Deque<Waiting<?>> queue = new ArrayDeque<>();
  private int inFlight;
  private int queued;
  private boolean draining;

  /** A worker with at most {@code limit} sequences under way, at least 1. */
  public LimitedWorker(Worker worker, int limit) {
    if (limit < 1) {
      throw new IllegalArgumentException("limit must be at least 1 but was " + limit);
    }
    this.worker = worker;
    this.limit = limit;
  }

  private record Waiting<T>(Call<T> call, CompletableFuture<T> result) {}

  @Override
  public <T> CompletableFuture<T> send(Call<T> call) {
    CompletableFuture<T> result = new CompletableFuture<>();
    synchronized (this) {
      queue.add(new Waiting<>(call, result));
      queued += call.sequences();
    }
    drain();
    return result;
  }

  /** Whether a call of that many sequences would be sent at once. */
  synchronized boolean hasRoomFor(int sequences) {
    return queue.isEmpty() && (inFlight == 0 || inFlight + sequences <= limit);
  }

  /** Sequences under way and waiting, as a share of the limit. */
  synchronized double load() {
    return (inFlight + queued) / (double) limit;
  }

  private void drain() {
    while (true) {
      Waiting<?> next;
      synchronized (this) {
        // A call that completes at once releases its place inside start(); without this flag a
        // long queue of such calls would recurse.
        if (draining) {
          return;
        }
        next = takeNext();
        if (next == null) {
          return;
        }
        draining = true;
      }
      start(next);
      synchronized (this) {
        draining = false;
      }
    }
  }

  private @Nullable Waiting<?> takeNext() {
    while (!queue.isEmpty()) {
      Waiting<?> first = queue.getFirst();
      int sequences = first.call().sequences();
      if (first.result().isDone()) {
        queue.removeFirst();
        queued -= sequences;
      } else if (inFlight == 0 || inFlight + sequences <= limit) {
        queue.removeFirst();
        queued -= sequences;
        inFlight += sequences;
        return first;
      } else {
        return null;
      }
    }
    return null;
  }

  private <T> void start(Waiting<T> waiting) {
    CompletableFuture<T> sent;
    try {
      sent = worker.send(waiting.call());
    } catch (RuntimeException e) {
      sent = CompletableFuture.failedFuture(e);
    }
    Futures.forward(sent, waiting.result());
    // Only the end of the sending frees the place: a cancelled call ends it too.
    sent.whenComplete((value, failure) -> release(waiting.call().sequences()));
  }

  private void release(int sequences) {
    synchronized (this) {
      inFlight -= sequences;
    }
    drain();
  }

  @Override
  public void close() {
    worker.close();
  }
}
