package dev.cairn.engine.simulate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cairn.engine.worker.Call;
import dev.cairn.engine.worker.Worker;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/** A simulated worker without sockets or threads, in a time that its user moves. */
public final class VirtualServer implements Worker {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Service service;
  private final Batching batching;
  private final Ledger ledger;
  private double now;

  private VirtualServer(Service service, Batching batching, Ledger ledger) {
    this.service = service;
    this.batching = batching;
    this.ledger = ledger;
  }

  /** Policy workers of so many slots and with a prefix cache of so many blocks each. */
  public static List<VirtualServer> policies(World world, int count, int slots, int blocks) {
    Latency real = Latency.REALISTIC;
    Latency latency =
        new Latency(
            slots,
            real.decodeBase(),
            real.decodePerSequence(),
            real.prefillPerToken(),
            real.rewardTexts(),
            real.rewardTokens(),
            real.rewardBase(),
            real.rewardPerToken(),
            real.timeScale());
    PrefixCache all = new PrefixCache(Integer.MAX_VALUE);
    Chains chains = new Chains();
    List<VirtualServer> servers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Ledger ledger = new Ledger(latency, chains);
      servers.add(
          new VirtualServer(
              new PolicyService(world, 32768, Prefixes.cache(blocks, all), ledger),
              new DecodeBatching(latency),
              ledger));
    }
    return servers;
  }

  /** Reward workers. */
  public static List<VirtualServer> rewards(World world, int count) {
    Chains chains = new Chains();
    List<VirtualServer> servers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Ledger ledger = new Ledger(Latency.REALISTIC, chains);
      servers.add(
          new VirtualServer(
              new RewardService(world, 32768, ledger),
              new PrefillBatching(Latency.REALISTIC),
              ledger));
    }
    return servers;
  }

  @Override
  public <T> CompletableFuture<T> send(Call<T> call) {
    Service.Answer answer = service.answer(new RequestBody(fields(call.body())));
    CompletableFuture<T> result = new CompletableFuture<>();
    AtomicInteger left = new AtomicInteger(answer.costs().size());
    Runnable finished =
        () -> {
          if (left.decrementAndGet() == 0) {
            result.complete(call.decoder().decode(answer.body()));
          }
        };
    for (Service.Cost cost : answer.costs()) {
      batching.arrive(new Batching.Task(cost.tokens(), cost.prefill(), finished));
    }
    return result;
  }

  private static ObjectNode fields(String body) {
    try {
      return (ObjectNode) JSON.readTree(body);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /** When, in seconds, its next sequence ends; infinite if none runs. */
  public double nextFinish() {
    return batching.nextFinish();
  }

  /** Lets it work until a moment, in seconds. */
  public void advance(double time) {
    now = time;
    List<Batching.Task> finished = new ArrayList<>();
    batching.advance(now, finished::add);
    finished.forEach(task -> task.finished().run());
  }

  public FleetStats stats() {
    return ledger.stats(batching.busySlotSeconds());
  }

  @Override
  public void close() {}
}
