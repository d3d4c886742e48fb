package dev.cairn.engine.worker;

import java.util.List;
import java.util.Map;

/** How one kind of server is spoken to. Everything that differs from server to server is here. */
public interface Dialect {
  /** A call for continuations of a prompt. */
  Call<Completion> complete(CompletionRequest request);

  /**
   * A call for per-step class probabilities: of each text one row per step tag, of each row one
   * number per class, in the order of the texts.
   */
  Call<Pooling> pool(String model, List<String> texts, String affinity);

  /** A call for the names of the models that the server serves. */
  Call<List<String>> models();

  /** A call that succeeds on a server that is well, and costs it nothing. */
  default Call<?> health() {
    return Call.get("/health", answer -> true);
  }

  /**
   * What an answer of a status other than 2xx means.
   *
   * @param headers by name in any case; each may have several values
   */
  WorkerException error(
      String endpoint, int status, Map<String, List<String>> headers, byte[] body);
}
