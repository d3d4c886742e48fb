package dev.cairn.engine.worker;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * One request to a worker.
 *
 * @param path of the endpoint, beginning with a slash
 * @param body JSON text to be posted, or empty for a GET
 * @param affinity calls of the same affinity share a prefix and are best sent to the same server
 * @param sequences how many sequences the call occupies on the server
 * @param decoder reads the answer
 */
public record Call<T>(
    String path, String body, String affinity, int sequences, Decoder<T> decoder) {

  /** Reads a server's answer. */
  @FunctionalInterface
  public interface Decoder<T> {
    /**
     * The answer's content.
     *
     * @throws MalformedAnswerException if it is not what was asked for
     */
    T decode(JsonNode answer);
  }

  /** Refuses a call that occupies nothing. */
  public Call {
    if (sequences < 1) {
      throw new IllegalArgumentException("sequences must be at least 1 but was " + sequences);
    }
  }

  /** A GET. */
  public static <T> Call<T> get(String path, Decoder<T> decoder) {
    return new Call<>(path, "", "", 1, decoder);
  }

  /** The same call, read further. */
  public <R> Call<R> map(java.util.function.Function<T, R> reader) {
    return readBy(answer -> reader.apply(decoder.decode(answer)));
  }

  /** The same call, read by another decoder. */
  <R> Call<R> readBy(Decoder<R> other) {
    return new Call<>(path, body, affinity, sequences, other);
  }
}
