package dev.cairn.engine.simulate;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A running fleet of simulated policy and reward workers, one port each. Its models are called
 * {@code simulated-policy} and {@code simulated-prm}. Safe for use by many threads.
 *
 * <p>Each worker speaks, as vLLM does, {@code POST /v1/completions} or {@code POST /pooling}, the
 * policy also SGLang's completions, chat completions, llama.cpp's {@code /completion} and TGI's
 * {@code /generate}, and both {@code GET /health}, {@code /v1/models} and {@code /version}; and,
 * for measurements, {@code GET /stats} (the fields of {@link FleetStats}) and {@code POST /reset}.
 * A client that closes its connection is noticed only when its answer is ready.
 */
public final class SimulatedFleet implements AutoCloseable {
  private final List<WorkerServer> policies = new ArrayList<>();
  private final List<WorkerServer> rewards = new ArrayList<>();
  private final World world;
  private final FleetSettings settings;
  private final Chains chains = new Chains();
  private final PrefixCache everything = new PrefixCache(Integer.MAX_VALUE);
  private final ExecutorService threads;

  private SimulatedFleet(World world, FleetSettings settings) {
    this.world = world;
    this.settings = settings;
    AtomicInteger number = new AtomicInteger();
    this.threads =
        Executors.newFixedThreadPool(
            Math.max(4, Runtime.getRuntime().availableProcessors()),
            task -> {
              Thread thread = new Thread(task, "simulated-http-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
  }

  /**
   * Starts a fleet.
   *
   * @throws UncheckedIOException if a port cannot be opened; no port stays open then
   */
  public static SimulatedFleet start(World world, FleetSettings settings) {
    prepareHttpServer();
    SimulatedFleet fleet = new SimulatedFleet(world, settings);
    try {
      fleet.open();
      return fleet;
    } catch (IOException e) {
      fleet.close();
      throw new UncheckedIOException(e);
    }
  }

  /** Base URLs of the policy workers, without a slash at the end. */
  public List<URI> policyUrls() {
    return policies.stream().map(WorkerServer::url).toList();
  }

  /** Base URLs of the reward workers, without a slash at the end. */
  public List<URI> rewardUrls() {
    return rewards.stream().map(WorkerServer::url).toList();
  }

  /** What all workers together have done since the start or the last reset. */
  public FleetStats stats() {
    return FleetStats.ofFleet(
        policies.stream().map(WorkerServer::stats).toList(),
        rewards.stream().map(WorkerServer::stats).toList());
  }

  /** Counts from 0 again; meant for a fleet that has nothing in flight. */
  public void reset() {
    policies.forEach(WorkerServer::reset);
    rewards.forEach(WorkerServer::reset);
  }

  /** Closes the ports and ends the threads; answers that are held back are never sent. */
  @Override
  public void close() {
    policies.forEach(WorkerServer::close);
    rewards.forEach(WorkerServer::close);
    threads.shutdownNow();
  }

  /** Whether a model of this name is served by fleets like this one. */
  public static boolean serves(String model) {
    return model.equals(PolicyService.MODEL) || model.equals(RewardService.MODEL);
  }

  private void open() throws IOException {
    for (int i = 0; i < settings.policyWorkers(); i++) {
      Ledger ledger = new Ledger(settings.latency(), chains);
      Prefixes prefixes =
          settings.cacheBlocks() == 0
              ? Prefixes.byRule()
              : Prefixes.cache(settings.cacheBlocks(), everything);
      PolicyService policy = new PolicyService(world, settings.contextLength(), prefixes, ledger);
      List<Service> services = new ArrayList<>(List.of(policy));
      services.addAll(Translated.routes(policy));
      policies.add(
          worker(
              services, ledger, settings.policyPort(), i, new DecodeBatching(settings.latency())));
    }
    for (int i = 0; i < settings.rewardWorkers(); i++) {
      Ledger ledger = new Ledger(settings.latency(), chains);
      Service service = new RewardService(world, settings.contextLength(), ledger);
      rewards.add(
          worker(
              List.of(service),
              ledger,
              settings.rewardPort(),
              i,
              new PrefillBatching(settings.latency())));
    }
  }

  private WorkerServer worker(
      List<Service> services, Ledger ledger, int firstPort, int number, Batching batching)
      throws IOException {
    int port = firstPort == 0 ? 0 : firstPort + number;
    Latency latency = settings.latency();
    Pace pace =
        latency.none()
            ? null
            : new Pace(
                services.get(0).model() + "-" + number, batching, latency.timeScale(), threads);
    try {
      return new WorkerServer(
          new InetSocketAddress(settings.host(), port),
          services,
          ledger,
          settings.contextLength(),
          pace,
          threads);
    } catch (IOException e) {
      if (pace != null) {
        pace.close();
      }
      throw new IOException(
          "cannot listen on %s:%d for %s: %s"
              .formatted(settings.host(), port, services.get(0).model(), e.getMessage()),
          e);
    }
  }

  /**
   * The JDK's server reads these when it is first used: without the first every answer waits for
   * the client's delayed acknowledgement, and by default only 200 idle connections are kept alive.
   */
  private static void prepareHttpServer() {
    setIfAbsent("sun.net.httpserver.nodelay", "true");
    setIfAbsent("sun.net.httpserver.maxIdleConnections", "8192");
  }

  private static void setIfAbsent(String property, String value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, value);
    }
  }
}
