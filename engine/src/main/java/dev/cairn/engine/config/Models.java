package dev.cairn.engine.config;

import dev.cairn.engine.model.CompletionPolicy;
import dev.cairn.engine.model.Policy;
import dev.cairn.engine.model.RewardModel;
import dev.cairn.engine.model.ServedModel;
import dev.cairn.engine.worker.BatchingWorker;
import dev.cairn.engine.worker.CallLog;
import dev.cairn.engine.worker.Dialect;
import dev.cairn.engine.worker.EndpointStats;
import dev.cairn.engine.worker.LoggedWorker;
import dev.cairn.engine.worker.Membership;
import dev.cairn.engine.worker.RetryingWorker;
import dev.cairn.engine.worker.Timer;
import dev.cairn.engine.worker.Worker;
import dev.cairn.engine.worker.WorkerPool;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The policies and the reward models of a run, connected to their servers. To be shared by all that
 * runs in a JVM, since the bounds on what is under way at a server hold per instance. Thread-safe.
 */
public final class Models implements AutoCloseable {
  private final RunSpec spec;
  private final int executors;
  private final Connections connections;
  private final List<Membership> memberships = new ArrayList<>();
  private final Map<String, WorkerPool> pools = new LinkedHashMap<>();
  private final Map<String, Worker> workers = new HashMap<>();

  /** Connects as the only JVM that uses the servers. */
  public Models(RunSpec spec, UnaryOperator<@Nullable String> environment) {
    this(spec, environment, 1);
  }

  /**
   * Connects; no call is made yet.
   *
   * @param spec with all URLs and models named
   * @param environment gives an environment variable's value, or null
   * @param executors JVMs that share the servers, at least 1: each has under way its part of what
   *     may be
   */
  public Models(RunSpec spec, UnaryOperator<@Nullable String> environment, int executors) {
    if (executors < 1) {
      throw new IllegalArgumentException("executors must be at least 1 but was " + executors);
    }
    this.spec = spec;
    this.executors = executors;
    connections = new Connections(environment);
    spec.policyRoles().forEach((role, policy) -> workers.put(role, worker(role, policy.worker())));
    spec.rewards()
        .forEach(
            (name, reward) ->
                reward
                    .workers()
                    .forEach(
                        (key, at) -> {
                          String role = RewardSpec.role(name, key);
                          workers.put(role, worker(role, at));
                        }));
  }

  /** The policies by the roles of their servers, their answers kept in and taken from a log. */
  public Map<String, Policy> policies(CallLog log) {
    Map<String, Policy> policies = new HashMap<>();
    spec.policyRoles()
        .forEach(
            (role, policy) -> {
              ServedModel served = served(role, policy.worker(), log);
              policies.put(
                  role, new CompletionPolicy(policy.settings(), served.dialect(), served.worker()));
            });
    return policies;
  }

  /** The reward models by their names, their answers kept in and taken from a log. */
  public Map<String, RewardModel> rewards(CallLog log) {
    Map<String, RewardModel> rewards = new HashMap<>();
    spec.rewards().keySet().forEach(name -> connect(name, log, rewards));
    return rewards;
  }

  /** A reward model, connected after those that it is made of; their names form no circle. */
  private RewardModel connect(String name, CallLog log, Map<String, RewardModel> rewards) {
    RewardModel known = rewards.get(name);
    if (known != null) {
      return known;
    }
    RewardSpec reward = Objects.requireNonNull(spec.rewards().get(name));
    List<RewardModel> parts = new ArrayList<>();
    reward.of().forEach(part -> parts.add(connect(part, log, rewards)));
    Map<String, ServedModel> served = new HashMap<>();
    reward
        .workers()
        .forEach((key, at) -> served.put(key, served(RewardSpec.role(name, key), at, log)));
    RewardModel model = reward.connect(served, parts);
    rewards.put(name, model);
    return model;
  }

  /** The log is outermost, so that it sees calls as they were asked and not as they were sent. */
  private ServedModel served(String role, WorkerSpec at, CallLog log) {
    Worker worker = Objects.requireNonNull(workers.get(role));
    return new ServedModel(
        at.model(),
        dialect(at),
        log == CallLog.NONE ? worker : new LoggedWorker(worker, log, role, at.model()));
  }

  /** What is known of every server now, by role. */
  public Map<String, List<EndpointStats>> stats() {
    Map<String, List<EndpointStats>> stats = new LinkedHashMap<>();
    pools.forEach((role, pool) -> stats.put(role, pool.stats()));
    return Collections.unmodifiableMap(stats);
  }

  private Worker worker(String role, WorkerSpec spec) {
    Dialect dialect = dialect(spec);
    // Rounded up, so that no executor is left without: as many more as executors may be under way.
    int share = (spec.sequencesInFlight() + executors - 1) / executors;
    WorkerPool pool =
        new WorkerPool(
            new WorkerPool.Settings(
                share, spec.outagePatience(), spec.hedgedShare(), dialect.health()),
            url -> connections.worker(spec, url),
            Timer.SYSTEM);
    pools.put(role, pool);
    boolean fixed = spec.urlsFile().isBlank() && !spec.resolve();
    memberships.add(
        new Membership(
            pool,
            Connections.urls(spec),
            Connections.servers(spec),
            fixed ? Duration.ZERO : spec.refresh(),
            Timer.SYSTEM));
    Worker retrying = new RetryingWorker(pool, spec.backoff(), Timer.SYSTEM);
    return spec.batchLinger().isZero()
        ? retrying
        : new BatchingWorker(retrying, spec.batchLinger(), spec.batchTexts(), Timer.SYSTEM);
  }

  /** The dialect of a worker; that there is such a one was checked when the spec was read. */
  static Dialect dialect(WorkerSpec spec) {
    return Objects.requireNonNull(Registry.DIALECTS.get(spec.dialect()), spec.dialect());
  }

  @Override
  public void close() {
    memberships.forEach(Membership::close);
    pools.values().forEach(Worker::close);
    connections.close();
  }
}
