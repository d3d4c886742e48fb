package dev.cairn.engine.config;

import dev.cairn.engine.model.CompletionPolicy;
import dev.cairn.engine.model.Policy;
import dev.cairn.engine.model.RewardModel;
import dev.cairn.engine.worker.CallLog;
import dev.cairn.engine.worker.Dialect;
import dev.cairn.engine.worker.HttpWorker;
import dev.cairn.engine.worker.LimitedWorker;
import dev.cairn.engine.worker.LoggedWorker;
import dev.cairn.engine.worker.RetryingWorker;
import dev.cairn.engine.worker.Worker;
import dev.cairn.engine.worker.WorkerPool;
import java.net.URI;
import java.net.http.HttpClient;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The policy and the reward models of a run, connected to their servers. To be shared by all that
 * runs in a JVM, since the bounds on what is under way at a server hold per instance. Thread-safe.
 */
public final class Models implements AutoCloseable {
  private final RunSpec spec;
  private final HttpClient client;
  private final Worker policyWorker;
  private final Map<String, Worker> rewardWorkers = new HashMap<>();

  /**
   * Connects; no call is made yet.
   *
   * @param spec with all URLs and models named
   * @param environment gives an environment variable's value, or null
   */
  public Models(RunSpec spec, UnaryOperator<@Nullable String> environment) {
    this.spec = spec;
    client = HttpWorker.client();
    policyWorker = pool(client, spec.policy().worker(), environment);
    spec.rewards()
        .forEach(
            (name, reward) -> rewardWorkers.put(name, pool(client, reward.worker(), environment)));
  }

  /** The policy, its answers kept in and taken from a log. */
  public Policy policy(CallLog log) {
    WorkerSpec at = spec.policy().worker();
    Worker worker = logged(policyWorker, log, "policy", at);
    return new CompletionPolicy(spec.policy().settings(), dialect(at), worker);
  }

  /** The reward models by their names, their answers kept in and taken from a log. */
  public Map<String, RewardModel> rewards(CallLog log) {
    Map<String, RewardModel> rewards = new HashMap<>();
    spec.rewards()
        .forEach(
            (name, reward) -> {
              WorkerSpec at = reward.worker();
              Worker pool = Objects.requireNonNull(rewardWorkers.get(name));
              rewards.put(name, reward.connect(dialect(at), logged(pool, log, name, at)));
            });
    return rewards;
  }

  /** Outermost, so that the log sees calls as they were asked and not as they were sent. */
  private static Worker logged(Worker pool, CallLog log, String role, WorkerSpec at) {
    return log == CallLog.NONE ? pool : new LoggedWorker(pool, log, role, at.model());
  }

  private static Worker pool(
      HttpClient client, WorkerSpec spec, UnaryOperator<@Nullable String> environment) {
    Map<String, LimitedWorker> servers = new LinkedHashMap<>();
    for (URI url : spec.urls()) {
      servers.put(
          url.toString(),
          new LimitedWorker(server(client, spec, url, environment), spec.sequencesInFlight()));
    }
    return new RetryingWorker(new WorkerPool(servers), spec.backoff());
  }

  static HttpWorker server(
      HttpClient client, WorkerSpec spec, URI url, UnaryOperator<@Nullable String> environment) {
    return new HttpWorker(client, url, dialect(spec), spec.timeout(), apiKey(spec, environment));
  }

  static Dialect dialect(WorkerSpec spec) {
    Dialect dialect = Registry.DIALECTS.get(spec.dialect());
    if (dialect == null) {
      throw new UserException(
          "dialect must be one of %s but was %s"
              .formatted(Registry.DIALECTS.keySet(), spec.dialect()));
    }
    return dialect;
  }

  private static @Nullable String apiKey(
      WorkerSpec spec, UnaryOperator<@Nullable String> environment) {
    if (spec.apiKeyEnv().isBlank()) {
      return null;
    }
    String key = environment.apply(spec.apiKeyEnv());
    if (key == null || key.isBlank()) {
      throw new UserException(
          "the environment variable %s, named by api-key-env, is not set"
              .formatted(spec.apiKeyEnv()));
    }
    if (!key.matches("[!-~]+")) {
      throw new UserException(
          "the environment variable %s, named by api-key-env, must hold visible ASCII characters only"
              .formatted(spec.apiKeyEnv()));
    }
    return key;
  }

  @Override
  public void close() {
    policyWorker.close();
    rewardWorkers.values().forEach(Worker::close);
    HttpWorker.shutdown(client);
  }
}
