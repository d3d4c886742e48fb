package dev.cairn.engine.worker;

import java.util.List;
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

  /** All of {@code sources} in their order; cancelling the result cancels them. */
  public static <T> CompletableFuture<List<T>> all(List<CompletableFuture<T>> sources) {
    CompletableFuture<List<T>> result = new CompletableFuture<>();
    for (CompletableFuture<T> source : sources) {
      // The first that fails decides; the others' answers would be of no use.
      source.whenComplete(
          (value, failure) -> {
            if (failure != null && result.completeExceptionally(cause(failure))) {
              sources.forEach(other -> other.cancel(true));
            }
          });
    }
    CompletableFuture.allOf(sources.toArray(new CompletableFuture<?>[0]))
        .thenRun(() -> result.complete(sources.stream().map(CompletableFuture::join).toList()));
    sources.forEach(source -> backwards(source, result));
    return result;
  }

  /**
   * {@code source}, or what {@code other} makes of its failure; a failure that it gives back stays.
   */
  public static <T> CompletableFuture<T> recover(
      CompletableFuture<T> source, Function<Throwable, CompletableFuture<T>> other) {
    CompletableFuture<T> result = new CompletableFuture<>();
    source.whenComplete(
        (value, failure) -> {
          if (failure == null) {
            result.complete(value);
            return;
          }
          try {
            forward(other.apply(cause(failure)), result);
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
