package dev.cairn.engine.worker;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;

/** What {@link CompletableFuture} lacks: cancellation that travels back to the source. */
public final class Futures {
  private Futures() {}

  /** {@code source} read by {@code reader}; cancelling the result cancels the source. */
  public static <T, R> CompletableFuture<R> map(
      CompletableFuture<T> source, Function<T, R> reader) {
    return backwards(source, source.thenApply(reader));
  }

  /** {@code source} followed by another call; cancelling the result cancels whichever runs. */
  public static <T, R> CompletableFuture<R> then(
      CompletableFuture<T> source, Function<T, CompletableFuture<R>> next) {
    CompletableFuture<R> result = new CompletableFuture<>();
    source.whenComplete(
        (value, failure) -> {
          if (failure != null) {
            result.completeExceptionally(cause(failure));
            return;
          }
          try {
            forward(next.apply(value), result);
          } catch (RuntimeException e) {
            result.completeExceptionally(e);
          }
        });
    return backwards(source, result);
  }

  /** Completes {@code to} as {@code from} completes; cancelling {@code to} cancels {@code from}. */
  public static <T> void forward(CompletableFuture<T> from, CompletableFuture<T> to) {
    from.whenComplete(
        (value, failure) -> {
          if (failure == null) {
            to.complete(value);
          } else {
            to.completeExceptionally(cause(failure));
          }
        });
    backwards(from, to);
  }

  /** What really failed, without the wrappers that futures add. */
  public static Throwable cause(Throwable failure) {
    Throwable cause = failure;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }

  private static <R> CompletableFuture<R> backwards(
      CompletableFuture<?> source, CompletableFuture<R> result) {
    result.whenComplete(
        (value, failure) -> {
          if (result.isCancelled()) {
            source.cancel(true);
          }
        });
    return result;
  }
}
