package dev.cairn.engine.run;

import dev.cairn.engine.model.Policy;
import dev.cairn.engine.model.RewardModel;
import dev.cairn.engine.search.Aggregation;
import dev.cairn.engine.search.Expansion;
import dev.cairn.engine.search.Finish;
import dev.cairn.engine.search.Problem;
import dev.cairn.engine.search.SearchStrategy;
import dev.cairn.engine.search.Step;
import dev.cairn.engine.search.Trajectory;
import dev.cairn.engine.search.strategy.BeamSearch;
import dev.cairn.engine.search.strategy.Mcts;
import dev.cairn.engine.search.strategy.Selection;
import dev.cairn.engine.worker.TokenCount;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What the loop itself costs: searches against workers that answer at once on the loop's thread. The
 * time of one invocation is that of {@value #SEARCHES} searches; {@code expansions}, printed at the
 * start, says how many expansions these are.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class SearchLoopBenchmark {
  static final int SEARCHES = 256;
  private static final int STEPS = 8;

  @Param({"beam", "mcts"})
  public String strategy = "";

  @Param({"1", "64"})
  public int searchesInFlight;

  private SearchStrategy searched = new BeamSearch(8, 4, Aggregation.LAST);
  private long expansions;

  /** Counts the expansions of an invocation. */
  @Setup
  public void count() {
    if (strategy.equals("mcts")) {
      searched = Mcts.of(8, 4, Selection.PUCT);
    }
    expansions = 0;
    run();
    System.out.printf("expansions per invocation: %d%n", expansions);
  }

  /** All searches in one loop. */
  @Benchmark
  public int run() {
    List<SearchTask> tasks =
        IntStream.range(0, SEARCHES)
            .mapToObj(i -> new Problem("p" + i, "question", "answer"))
            .map(
                problem ->
                    new SearchTask(
                        new WorkItem("e", problem.id(), 0),
                        problem,
                        searched,
                        this::sample,
                        SearchLoopBenchmark::score,
                        1))
            .toList();
    Limits limits = new Limits(searchesInFlight, 40, Long.MAX_VALUE, Duration.ofHours(1));
    int candidates = 0;
    try (SearchLoop loop = new SearchLoop(tasks.iterator(), limits)) {
      while (loop.hasNext()) {
        candidates += ((SearchOutcome.Completed) loop.next()).candidates().size();
      }
    }
    return candidates;
  }

  private List<CompletableFuture<Policy.Sampled>> sample(Expansion expansion, int first, long seed) {
    expansions++;
    Finish finish =
        expansion.from().steps().size() + 1 == STEPS ? Finish.ANSWERED : Finish.SEPARATOR;
    List<Policy.Continuation> children = new ArrayList<>();
    for (int i = 0; i < expansion.width(); i++) {
      children.add(
          new Policy.Continuation(List.of(new Step("step " + seed + i, 50, -10.0)), finish));
    }
    return List.of(
        CompletableFuture.completedFuture(
            new Policy.Sampled(0, children, 1, new TokenCount(100, 0, 200))));
  }

  private static CompletableFuture<RewardModel.Scored> score(List<Trajectory> trajectories) {
    List<List<Double>> rewards = new ArrayList<>();
    for (Trajectory trajectory : trajectories) {
      double reward = Seeds.request(0, trajectory.path()) / (double) (1L << 30);
      rewards.add(Collections.nCopies(trajectory.steps().size(), reward));
    }
    return CompletableFuture.completedFuture(
        new RewardModel.Scored(rewards, 1, TokenCount.NONE));
  }
}
