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
 * @param urlsFile a local file with one URL a line, instead of urls; blank for none
 * @param resolve whether a URL stands for every address that the name service has for its host
 * @param refresh from one reading of the file or the name service to the next
 * @param model as the servers name it; blank for the one model that they serve
 * @param sequencesInFlight the most sequences under way at one server from the whole run
 * @param timeout from sending a call to its complete answer
 * @param attempts how often a call is tried in all
 * @param retryBase the longest wait before the first retry; it doubles from retry to retry
 * @param retryCap the longest wait before any retry
 * @param retryShare retries per answered call in the long run, at least 0
 * @param outagePatience how long calls wait while no server answers
 * @param hedgedShare of the slowest calls sent to a second server too, in [0, 0.5]
 * @param batchLinger how long a reward call waits for others to be sent with; 0 sends each alone
 * @param batchTexts the most texts of such a call, at least 1
 * @param maxAnswerMb longest answer, in MiB, at least 1
 * @param apiKeyEnv environment variable that holds the API key; blank for none
 * @param apiKeyFile file that holds the API key; blank for none
 * @param trustStore certificates that the servers are believed by; blank for the JDK's
 * @param trustStorePasswordEnv environment variable with its password; blank for none
 * @param allowPlainHttp whether an API key may be sent without TLS to another machine
 */
public record WorkerSpec(
    String dialect,
    List<URI> urls,
    String urlsFile,
    boolean resolve,
    Duration refresh,
    String model,
    int sequencesInFlight,
    Duration timeout,
    int attempts,
    Duration retryBase,
    Duration retryCap,
    double retryShare,
    Duration outagePatience,
    double hedgedShare,
    Duration batchLinger,
    int batchTexts,
    int maxAnswerMb,
    String apiKeyEnv,
    String apiKeyFile,
    String trustStore,
    String trustStorePasswordEnv,
    boolean allowPlainHttp) {
  /** Refuses values out of range. */
  public WorkerSpec {
    urls = List.copyOf(urls);
    urls.forEach(WorkerSpec::check);
    require(urls.isEmpty() || urlsFile.isBlank(), "urls-file must be empty where urls is not");
    require(
        !resolve || urls.stream().noneMatch(url -> url.getScheme().equals("https")),
        "resolve must be false for https, whose certificates name hosts and not addresses");
    above0("refresh", refresh);
    require(
        sequencesInFlight >= 1,
        "sequences-in-flight must be at least 1 but was " + sequencesInFlight);
    above0("timeout", timeout);
    require(attempts >= 1, "attempts must be at least 1 but was " + attempts);
    require(retryShare >= 0, "retry-share must be at least 0 but was " + retryShare);
    above0("outage-patience", outagePatience);
    require(
        hedgedShare >= 0 && hedgedShare <= 0.5,
        "hedged-share must be in [0, 0.5] but was " + hedgedShare);
    require(!batchLinger.isNegative(), "batch-linger must not be negative but was " + batchLinger);
    require(batchTexts >= 1, "batch-texts must be at least 1 but was " + batchTexts);
    require(maxAnswerMb >= 1, "max-answer-mb must be at least 1 but was " + maxAnswerMb);
    require(
        apiKeyEnv.isBlank() || apiKeyFile.isBlank(),
        "api-key-file must be empty where api-key-env is not");
  }

  private static void check(URI url) {
    // Not repeated, since it may hold a password.
    require(
        url.getUserInfo() == null,
        "urls must hold no user and password, which would be written down; use api-key-env");
    require(
        url.getHost() != null && List.of("http", "https").contains(url.getScheme()),
        "urls must be like http://host:8000 but one was " + url);
  }

  private static void above0(String key, Duration value) {
    require(
        !value.isNegative() && !value.isZero(),
        "%s must be above 0 but was %s".formatted(key, value));
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }

  /** How failed calls are retried; as many at once as may be under way at a server. */
  Backoff backoff() {
    return new Backoff(attempts, retryBase, retryCap, retryShare, sequencesInFlight);
  }

  /** Whether it says where the servers are. */
  boolean located() {
    return !urls.isEmpty() || !urlsFile.isBlank();
  }

  /** The same for other servers. */
  WorkerSpec at(List<URI> others) {
    return with(others, "", false, model);
  }

  /** The same with the model named. */
  WorkerSpec serving(String name) {
    return with(urls, urlsFile, resolve, name);
  }

  private WorkerSpec with(
      List<URI> otherUrls, String otherFile, boolean otherResolve, String otherModel) {
    return new WorkerSpec(
        dialect,
        otherUrls,
        otherFile,
        otherResolve,
        refresh,
        otherModel,
        sequencesInFlight,
        timeout,
        attempts,
        retryBase,
        retryCap,
        retryShare,
        outagePatience,
        hedgedShare,
        batchLinger,
        batchTexts,
        maxAnswerMb,
        apiKeyEnv,
        apiKeyFile,
        trustStore,
        trustStorePasswordEnv,
        allowPlainHttp);
  }
}
