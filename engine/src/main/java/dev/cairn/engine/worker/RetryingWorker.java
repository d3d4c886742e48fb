package dev.cairn.engine.worker;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * Sends a failed call again, unchanged and so with the same seed, if its failure is of a kind that
 * may pass. Waits between attempts are drawn uniformly from [0, min(cap, base 2^k)] before the k-th
 * retry ("full jitter": Brooker, Exponential Backoff And Jitter, AWS Architecture Blog, 2015), so
 * that clients which failed together do not come back together.
 */
public final class RetryingWorker implements Worker {
  /**
   * How often and how patiently to retry.
   *
   * @param attempts in all, at least 1
   * @param base the longest wait before the first retry
   * @param cap the longest wait before any retry
   */
  public record Backoff(int attempts, Duration base, Duration cap) {
    /** Refuses fewer than one attempt and negative waits. */
    public Backoff {
      if (attempts < 1) {
        throw new IllegalArgumentException("attempts must be at least 1 but was " + attempts);
      }
      if (base.isNegative()) {
        throw new IllegalArgumentException("base must not be negative but was " + base);
      }
      if (cap.isNegative()) {
        throw new IllegalArgumentException("cap must not be negative but was " + cap);
      }
    }

    Duration longest(int retry) {
      long doubled = base.toMillis() << Math.min(retry, 30);
      return doubled > cap.toMillis() || doubled < 0 ? cap : Duration.ofMillis(doubled);
    }
  }

  private final Worker worker;
  private final Backoff backoff;

  public RetryingWorker(Worker worker, Backoff backoff) {
    this.worker = worker;
    this.backoff = backoff;
  }

  @Override
  public <T> CompletableFuture<T> send(Call<T> call) {
    CompletableFuture<T> result = new CompletableFuture<>();
    attempt(call, 0, result);
    return result;
  }

  private <T> void attempt(Call<T> call, int retries, CompletableFuture<T> result) {
    if (result.isDone()) {
      return;
    }
    CompletableFuture<T> sent = worker.send(call);
    result.whenComplete(
        (value, failure) -> {
          if (result.isCancelled()) {
            sent.cancel(true);
          }
        });
    sent.whenComplete(
        (value, failure) -> {
          if (failure == null) {
            result.complete(value);
            return;
          }
          Throwable cause = Futures.cause(failure);
          if (cause instanceof WorkerException error
              && error.kind().retryable()
              && retries + 1 < backoff.attempts()) {
            long wait =
                ThreadLocalRandom.current().nextLong(backoff.longest(retries).toMillis() + 1);
            CompletableFuture.delayedExecutor(wait, TimeUnit.MILLISECONDS)
                .execute(() -> attempt(call, retries + 1, result));
          } else {
            result.completeExceptionally(cause);
          }
        });
  }

  @Override
  public void close() {
    worker.close();
  }
}
