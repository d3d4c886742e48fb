package dev.cairn.engine.config;

import dev.cairn.engine.worker.RetryingWorker.Backoff;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/**
 * Servers that serve the same model.
 *
 * @param dialect the protocol they speak
 * @param urls such as http://host:8000; may be empty where the embedded fleet serves
 * @param model as the servers name it; blank for the one model that they serve
 * @param sequencesInFlight the most sequences under way at one server from one JVM
 * @param timeout from sending a call to its complete answer
 * @param attempts how often a call is tried in all
 * @param retryBase the longest wait before the first retry; it doubles from retry to retry
 * @param retryCap the longest wait before any retry
 * @param apiKeyEnv environment variable that holds the API key; blank for none
 */
public record WorkerSpec(
    String dialect,
    List<URI> urls,
    String model,
    int sequencesInFlight,
    Duration timeout,
    int attempts,
    Duration retryBase,
    Duration retryCap,
    String apiKeyEnv) {
  /** Refuses values out of range. */
  public WorkerSpec {
    urls = List.copyOf(urls);
    for (URI url : urls) {
      if (url.getHost() == null || !List.of("http", "https").contains(url.getScheme())) {
        throw new IllegalArgumentException("urls must be like http://host:8000 but one was " + url);
      }
    }
    if (sequencesInFlight < 1) {
      throw new IllegalArgumentException(
          "sequences-in-flight must be at least 1 but was " + sequencesInFlight);
    }
    if (timeout.isNegative() || timeout.isZero()) {
      throw new IllegalArgumentException("timeout must be above 0 but was " + timeout);
    }
    if (attempts < 1) {
      throw new IllegalArgumentException("attempts must be at least 1 but was " + attempts);
    }
  }

  /** How failed calls are retried. */
  Backoff backoff() {
    return new Backoff(attempts, retryBase, retryCap);
  }

  /** The same for other servers. */
  WorkerSpec at(List<URI> others) {
    return new WorkerSpec(
        dialect,
        others,
        model,
        sequencesInFlight,
        timeout,
        attempts,
        retryBase,
        retryCap,
        apiKeyEnv);
  }

  /** The same with the model named. */
  WorkerSpec serving(String name) {
    return new WorkerSpec(
        dialect, urls, name, sequencesInFlight, timeout, attempts, retryBase, retryCap, apiKeyEnv);
  }
}
