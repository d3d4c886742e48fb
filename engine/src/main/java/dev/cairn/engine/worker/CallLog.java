package dev.cairn.engine.worker;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Remembers answers by the addresses of their calls, so that none has to be paid for twice. Used by
 * {@link LoggedWorker}. Thread-safe.
 */
public interface CallLog {
  /** Finds nothing and keeps nothing. */
  CallLog NONE =
      new CallLog() {
        @Override
        public @Nullable JsonNode find(String address, String affinity) {
          return null;
        }

        @Override
        public CompletableFuture<Void> add(LoggedCall call) {
          return CompletableFuture.completedFuture(null);
        }
      };

  /**
   * The answer that was kept under an address, or null. Waits for no network.
   *
   * @param address of the call
   * @param affinity of the call
   */
  @Nullable JsonNode find(String address, String affinity);

  /**
   * Keeps an answer. {@link #find} gives it before the future completes.
   *
   * @return completes, and never fails, once the answer is kept as safely as this log can keep it,
   *     or given up on
   */
  CompletableFuture<Void> add(LoggedCall call);
}
