package dev.cairn.engine.worker;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Sends a failed call again, unchanged and so with the same seed, if its failure is of a kind that
 * may pass, and to another server of the pool if there is one. Waits between attempts are drawn
 * uniformly from [0, min(cap, base 2^k)] before the k-th retry ("full jitter": Brooker, Exponential
 * Backoff And Jitter, AWS Architecture Blog, 2015), so that clients which failed together do not
 * come back together. A wait that a server asks for is the pool's: it holds all calls back from
 * that server.
 */
public final class RetryingWorker implements Worker {
  /**
   * How often and how patiently to retry.
   *
   * @param attempts in all, at least 1
   * @param base the longest wait before the first retry
   * @param cap the longest wait before any retry
   * @param share retries per answered call that all calls together may send in the long run, at
   *     least 0
   * @param burst retries that they may send at once, at least 1
   */
  public record Backoff(int attempts, Duration base, Duration cap, double share, int burst) {
    /** Refuses fewer than one attempt and negative waits and shares. */
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
      if (!(share >= 0)) {
        throw new IllegalArgumentException("share must not be negative but was " + share);
      }
      if (burst < 1) {
        throw new IllegalArgumentException("burst must be at least 1 but was " + burst);
      }
    }

    Duration longest(int retry) {
      long doubled = base.toMillis() << Math.min(retry, 30);
      return doubled > cap.toMillis() || doubled < 0 ? cap : Duration.ofMillis(doubled);
    }
  }

  private final WorkerPool pool;
  private final Backoff backoff;
  private final RetryBudget budget;
  private final Timer timer;

  public RetryingWorker(WorkerPool pool, Backoff backoff, Timer timer) {
    this.pool = pool;
    this.backoff = backoff;
    this.timer = timer;
    this.budget = new RetryBudget(backoff.share(), backoff.burst(), timer.nanos());
  }

  @Override
  public <T> CompletableFuture<T> send(Call<T> call) {
    CompletableFuture<T> result = new CompletableFuture<>();
    attempt(call, 0, null, result);
    return result;
  }

  private <T> void attempt(
      Call<T> call, int retries, @Nullable String failedAt, CompletableFuture<T> result) {
    CompletableFuture<T> sent = pool.send(call, failedAt);
    cancelWith(result, sent);
    sent.whenComplete(
        (value, failure) -> {
          if (failure == null) {
            budget.answered();
            result.complete(value);
            return;
          }
          Throwable cause = Futures.cause(failure);
          if (cause instanceof WorkerException error
              && error.kind().retryable()
              && retries + 1 < backoff.attempts()) {
            retryLater(call, retries, error.endpoint(), result);
          } else {
            result.completeExceptionally(cause);
          }
        });
  }

  private <T> void retryLater(
      Call<T> call, int retries, String failedAt, CompletableFuture<T> result) {
    long wait = ThreadLocalRandom.current().nextLong(backoff.longest(retries).toMillis() + 1);
    Future<?> alarm =
        timer.after(
            Duration.ofMillis(wait),
            () -> {
              if (result.isDone()) {
                return;
              }
              if (budget.take(timer.nanos())) {
                attempt(call, retries + 1, failedAt, result);
              } else {
                retryLater(call, retries, failedAt, result);
              }
            });
    cancelWith(result, alarm);
  }

  private static void cancelWith(CompletableFuture<?> result, Future<?> what) {
    result.whenComplete(
        (value, failure) -> {
          if (result.isCancelled()) {
            what.cancel(true);
          }
        });
  }

  @Override
  public void close() {
    pool.close();
  }
}
