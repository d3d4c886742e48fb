package dev.cairn.engine.config;

import dev.cairn.engine.worker.Futures;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What a server said when it was asked which models it serves, before anything is paid for.
 *
 * @param role of a policy, or the name of a reward model
 * @param url of the server
 * @param models that it serves; empty if it did not answer
 * @param failure why it did not answer, or null
 */
public record Probe(String role, URI url, List<String> models, @Nullable String failure) {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  /** Asks every server of a run, all at once and each once. */
  public static List<Probe> all(RunSpec spec, UnaryOperator<@Nullable String> environment) {
    Map<String, WorkerSpec> roles = new LinkedHashMap<>();
    spec.policyRoles().forEach((role, policy) -> roles.put(role, policy.worker()));
    spec.rewards()
        .forEach(
            (name, reward) ->
                reward
                    .workers()
                    .forEach((key, worker) -> roles.put(RewardSpec.role(name, key), worker)));
    List<CompletableFuture<Probe>> probes = new ArrayList<>();
    try (Connections connections = new Connections(environment)) {
      roles.forEach(
          (role, worker) ->
              Connections.urls(worker)
                  .forEach(url -> probes.add(ask(connections, role, worker, url))));
      return probes.stream().map(CompletableFuture::join).toList();
    }
  }

  private static CompletableFuture<Probe> ask(
      Connections connections, String role, WorkerSpec worker, URI url) {
    return connections
        .worker(worker, url)
        .send(Models.dialect(worker).models())
        .orTimeout(TIMEOUT.toSeconds(), java.util.concurrent.TimeUnit.SECONDS)
        .handle(
            (models, failure) ->
                failure == null
                    ? new Probe(role, url, models, null)
                    : new Probe(role, url, List.of(), reason(failure)));
  }

  private static String reason(Throwable failure) {
    Throwable cause = Futures.cause(failure);
    if (cause instanceof java.util.concurrent.TimeoutException) {
      return "no answer within " + TIMEOUT.toSeconds() + " s";
    }
    return cause instanceof CompletionException || cause.getMessage() == null
        ? cause.toString()
        : cause.getMessage();
  }

  /**
   * The run with every model named.
   *
   * @throws UserException if a server did not answer, or does not serve the model, or serves
   *     several and none is named
   */
  public static RunSpec resolve(RunSpec spec, List<Probe> probes) {
    for (Probe probe : probes) {
      if (probe.failure() != null) {
        throw new UserException(
            "%s worker %s; start it, or correct its urls".formatted(probe.role(), probe.failure()));
      }
    }
    Map<String, RewardSpec> rewards = new LinkedHashMap<>();
    spec.rewards()
        .forEach(
            (name, reward) -> {
              Map<String, WorkerSpec> workers = new LinkedHashMap<>();
              reward
                  .workers()
                  .forEach(
                      (key, worker) ->
                          workers.put(key, named(RewardSpec.role(name, key), worker, probes)));
              rewards.put(name, reward.at(workers));
            });
    Map<String, PolicySpec> policies = new LinkedHashMap<>();
    spec.policyRoles()
        .forEach(
            (role, policy) -> policies.put(role, policy.at(named(role, policy.worker(), probes))));
    return spec.with(policies, rewards);
  }

  private static WorkerSpec named(String role, WorkerSpec worker, List<Probe> probes) {
    String model = worker.model();
    for (Probe probe : probes) {
      if (!probe.role().equals(role)) {
        continue;
      }
      if (model.isBlank() && probe.models().size() == 1) {
        model = probe.models().get(0);
      }
      if (!probe.models().contains(model)) {
        throw new UserException(
            "%s worker %s serves %s%s"
                .formatted(
                    role,
                    probe.url(),
                    probe.models(),
                    model.isBlank() ? "; name one as its model" : " but not the model " + model));
      }
    }
    return worker.serving(model);
  }
}
