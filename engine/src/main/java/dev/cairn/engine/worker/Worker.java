package dev.cairn.engine.worker;

import java.util.concurrent.CompletableFuture;

/** Answers calls. Thread-safe. */
public interface Worker extends AutoCloseable {
  /**
   * Sends a call. The future fails with a {@link WorkerException} and with nothing else; cancelling
   * it cancels the call.
   */
  <T> CompletableFuture<T> send(Call<T> call);

  /** Frees what it holds; calls under way fail. */
  @Override
  void close();
}
