package dev.cairn.engine.run;

import dev.cairn.engine.model.CompletionPolicy;
import dev.cairn.engine.model.PromptTemplate;
import dev.cairn.engine.model.QwenPrm;
import dev.cairn.engine.model.ServedModel;
import dev.cairn.engine.search.SearchStrategy;
import dev.cairn.engine.simulate.ArithmeticProblem;
import dev.cairn.engine.simulate.ArithmeticProblems;
import dev.cairn.engine.simulate.ArithmeticSettings;
import dev.cairn.engine.simulate.ArithmeticWorld;
import dev.cairn.engine.simulate.FleetStats;
import dev.cairn.engine.simulate.VirtualServer;
import dev.cairn.engine.simulate.World;
import dev.cairn.engine.worker.Call;
import dev.cairn.engine.worker.ManualTimer;
import dev.cairn.engine.worker.VllmDialect;
import dev.cairn.engine.worker.Worker;
import dev.cairn.engine.worker.WorkerPool;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Searches against simulated servers in virtual time, on one thread: the same figures on any
 * machine, however busy it is. Strategies, policy, reward model, dialect and pool are the real
 * ones.
 */
final class VirtualRun {
  /** How calls find their server. */
  enum Router {
    POOL,
    ROUND_ROBIN
  }

  private static final VllmDialect DIALECT = new VllmDialect();

  private final List<VirtualServer> policies;
  private final List<VirtualServer> rewards;
  private final ManualTimer timer = new ManualTimer();
  private final Deque<Runnable> arrivals = new ArrayDeque<>();
  private final Map<String, SearchOutcome> outcomes = new TreeMap<>();
  private final Router router;
  private final int slots;
  private final int window;
  private double seconds;
  private double searchSeconds;

  /**
   * A run to come.
   *
   * @param servers of the policy, and as many of the reward model
   * @param slots of each policy server
   * @param window searches at once
   */
  VirtualRun(Router router, int servers, int slots, int window) {
    World world = new ArithmeticWorld(ArithmeticSettings.DEFAULT);
    this.router = router;
    this.slots = slots;
    this.window = window;
    this.policies = VirtualServer.policies(world, servers, slots, 1 << 16);
    this.rewards = VirtualServer.rewards(world, servers);
  }

  /** Runs a search on each of so many problems. */
  VirtualRun run(SearchStrategy strategy, int problems) {
    CompletionPolicy policy =
        new CompletionPolicy(
            new CompletionPolicy.Settings(
                "simulated-policy", PromptTemplate.CHATML, "", "\n\n", 1, 1, 300, 3000, 64, true),
            DIALECT,
            router == Router.POOL ? pool(policies) : roundRobin());
    QwenPrm reward = new QwenPrm(new ServedModel("simulated-prm", DIALECT, pool(rewards)), "");
    Iterator<SearchTask> tasks =
        ArithmeticProblems.generate(4, problems).stream()
            .map(ArithmeticProblem::problem)
            .map(
                problem -> {
                  WorkItem item = new WorkItem("routing", problem.id(), 0);
                  return new SearchTask(item, problem, strategy, policy, reward, Seeds.of(1, item));
                })
            .iterator();
    Limits limits = new Limits(window, 100, 1_000_000, Duration.ofHours(9));
    int[] running = {0};
    while (outcomes.size() < problems) {
      while (running[0] < window && tasks.hasNext()) {
        running[0]++;
        double begun = seconds;
        new RunningSearch(
                tasks.next(),
                /* number= */ outcomes.size() + running[0],
                limits,
                arrivals::add,
                (search, outcome) -> {
                  running[0]--;
                  searchSeconds += seconds - begun;
                  outcomes.put(outcome.problem().id(), Outcomes.withoutElapsed(outcome));
                })
            .start();
      }
      if (arrivals.isEmpty()) {
        step();
      } else {
        arrivals.remove().run();
      }
    }
    return this;
  }

  /** To the next moment at which anything happens. */
  private void step() {
    double next = seconds + timer.untilNext() / 1e9;
    List<VirtualServer> all = new ArrayList<>(policies);
    all.addAll(rewards);
    for (VirtualServer server : all) {
      next = Math.min(next, server.nextFinish());
    }
    timer.pass(Duration.ofNanos((long) ((next - seconds) * 1e9)));
    seconds = next;
    all.forEach(server -> server.advance(seconds));
  }

  private WorkerPool pool(List<VirtualServer> servers) {
    Map<URI, Worker> workers = new TreeMap<>();
    for (int i = 0; i < servers.size(); i++) {
      workers.put(URI.create("http://server-" + i), servers.get(i));
    }
    // Twice the slots: a call keeps all its places until the longest of its sequences has ended.
    WorkerPool pool =
        new WorkerPool(
            new WorkerPool.Settings(2 * slots, Duration.ofHours(1), 0, null), workers::get, timer);
    pool.serve(workers.keySet());
    return pool;
  }

  private Worker roundRobin() {
    List<WorkerPool> each = policies.stream().map(server -> pool(List.of(server))).toList();
    AtomicLong next = new AtomicLong();
    return new Worker() {
      @Override
      public <T> CompletableFuture<T> send(Call<T> call) {
        return each.get((int) (next.getAndIncrement() % each.size())).send(call);
      }

      @Override
      public void close() {}
    };
  }

  Map<String, SearchOutcome> outcomes() {
    return outcomes;
  }

  /** Of the prompt tokens, those found in the cache of the server that was asked. */
  double cachedShare() {
    return sum(FleetStats::cachedTokens) / sum(FleetStats::promptTokens);
  }

  /** Those that a router which knew every cache could have found. */
  double cacheableShare() {
    return sum(FleetStats::cacheableTokens) / sum(FleetStats::promptTokens);
  }

  /** Of the time of all slots until the last search ended, that in which they held a sequence. */
  double busyShare() {
    return sum(FleetStats::busySlotSeconds) / (seconds * slots * policies.size());
  }

  /** From its begin to its end, in the mean. */
  double secondsPerSearch() {
    return searchSeconds / outcomes.size();
  }

  double seconds() {
    return seconds;
  }

  private double sum(java.util.function.ToDoubleFunction<FleetStats> of) {
    return policies.stream().map(VirtualServer::stats).mapToDouble(of).sum();
  }
}
