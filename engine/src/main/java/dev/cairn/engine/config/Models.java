package dev.cairn.engine.config;

import dev.cairn.engine.model.CompletionPolicy;
import dev.cairn.engine.model.Policy;
import dev.cairn.engine.model.RewardModel;
import dev.cairn.engine.model.ServedModel;
import dev.cairn.engine.worker.Dialect;
import dev.cairn.engine.worker.HttpWorker;
import dev.cairn.engine.worker.LimitedWorker;
import dev.cairn.engine.worker.RetryingWorker;
import dev.cairn.engine.worker.Worker;
import dev.cairn.engine.worker.WorkerPool;
import java.net.URI;
import java.net.http.HttpClient;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The policy and the reward models of a run, connected to their servers. To be shared by all that
 * runs in a JVM, since the bounds on what is under way at a server hold per instance. Thread-safe.
 */
public final class Models implements AutoCloseable {
  private final HttpClient client;
  private final Worker policyWorker;
  private final Policy policy;
  private final Map<String, Worker> rewardWorkers = new HashMap<>();
  private final Map<String, RewardModel> rewards = new HashMap<>();

  /**
   * Connects; no call is made yet.
   *
   * @param spec with all URLs and models named
   * @param environment gives an environment variable's value, or null
   */
  public Models(RunSpec spec, UnaryOperator<@Nullable String> environment) {
    client = HttpWorker.client();
    WorkerSpec policyAt = spec.policy().worker();
    policyWorker = pool(client, policyAt, environment);
    policy = new CompletionPolicy(spec.policy().settings(), dialect(policyAt), policyWorker);
    spec.rewards().keySet().forEach(name -> connect(name, spec.rewards(), environment));
  }

  /** A reward model, connected after those that it is made of; their names form no circle. */
  private RewardModel connect(
      String name, Map<String, RewardSpec> specs, UnaryOperator<@Nullable String> environment) {
    RewardModel known = rewards.get(name);
    if (known != null) {
      return known;
    }
    RewardSpec spec = Objects.requireNonNull(specs.get(name));
    List<RewardModel> parts = new ArrayList<>();
    spec.of().forEach(part -> parts.add(connect(part, specs, environment)));
    Map<String, ServedModel> served = new HashMap<>();
    spec.workers()
        .forEach(
            (key, at) -> {
              Worker worker = pool(client, at, environment);
              rewardWorkers.put(RewardSpec.role(name, key), worker);
              served.put(key, new ServedModel(at.model(), dialect(at), worker));
            });
    RewardModel model = spec.connect(served, parts);
    rewards.put(name, model);
    return model;
  }

  public Policy policy() {
    return policy;
  }

  /** A reward model, or null for {@link RunSpec#NO_REWARD}. */
  public @Nullable RewardModel reward(String name) {
    return rewards.get(name);
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

  /** The dialect of a worker; that there is such a one was checked when the spec was read. */
  static Dialect dialect(WorkerSpec spec) {
    return Objects.requireNonNull(Registry.DIALECTS.get(spec.dialect()), spec.dialect());
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
