package dev.cairn.engine.worker;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A call on its way through a pool: waiting, or under way at one server, or hedged at two.
 *
 * @param <T> of its answer
 */
final class Flight<T> {
  private final Call<T> call;
  private final @Nullable String failedAt;
  private final long askedAt;
  private final CompletableFuture<T> result = new CompletableFuture<>();
  // Guarded by this.
  private final List<CompletableFuture<T>> copies = new ArrayList<>();
  private int underWay;

  /**
   * A flight.
   *
   * @param failedAt the server at which an earlier attempt failed, or null for a first attempt
   * @param askedAt in nanoseconds of the pool's timer
   */
  Flight(Call<T> call, @Nullable String failedAt, long askedAt) {
    this.call = call;
    this.failedAt = failedAt;
    this.askedAt = askedAt;
    // Whatever ends the flight ends what is still under way: a cancelled call, a hedge that lost.
    result.whenComplete((answer, failure) -> cancelCopies());
  }

  Call<T> call() {
    return call;
  }

  @Nullable String failedAt() {
    return failedAt;
  }

  long askedAt() {
    return askedAt;
  }

  CompletableFuture<T> result() {
    return result;
  }

  boolean over() {
    return result.isDone();
  }

  /** Sends the call; what comes back is to be given to {@link #land}. */
  CompletableFuture<T> launch(Worker worker) {
    synchronized (this) {
      underWay++;
    }
    CompletableFuture<T> sent;
    try {
      sent = worker.send(call);
    } catch (RuntimeException e) {
      sent = CompletableFuture.failedFuture(e);
    }
    synchronized (this) {
      copies.add(sent);
    }
    if (result.isDone()) {
      sent.cancel(true);
    }
    return sent;
  }

  /** Ends the flight with the first answer, or with the last failure. */
  void land(@Nullable T answer, @Nullable Throwable failure) {
    boolean last;
    synchronized (this) {
      last = --underWay == 0;
    }
    if (failure == null) {
      result.complete(answer);
    } else if (last) {
      result.completeExceptionally(failure);
    }
  }

  private void cancelCopies() {
    List<CompletableFuture<T>> open;
    synchronized (this) {
      open = List.copyOf(copies);
    }
    open.forEach(copy -> copy.cancel(true));
  }
}
