package dev.cairn.engine.run;

import dev.cairn.engine.model.Policy;
import dev.cairn.engine.model.RewardModel;
import dev.cairn.engine.search.Expansion;
import dev.cairn.engine.search.Expansion.Extent;
import dev.cairn.engine.search.Finish;
import dev.cairn.engine.search.Problem;
import dev.cairn.engine.search.SearchStrategy;
import dev.cairn.engine.search.Step;
import dev.cairn.engine.search.Trajectory;
import dev.cairn.engine.worker.TokenCount;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * What a strategy would ask for, found by running it against a policy that writes solutions of a
 * given size and a reward model that judges by chance. An estimate: real solutions differ in
 * length.
 *
 * @param steps of every solution, at least 1
 * @param tokensPerStep at least 1
 */
public record CostEstimate(int steps, int tokensPerStep) {
  /** Refuses empty solutions. */
  public CostEstimate {
    if (steps < 1 || tokensPerStep < 1) {
      throw new IllegalArgumentException(
          "steps and tokens-per-step must be at least 1 but were %d and %d"
              .formatted(steps, tokensPerStep));
    }
  }

  /** The cost of one search; prompt tokens are not estimated, and time is not spent. */
  public Usage of(SearchStrategy strategy, boolean rewarded, Limits limits, Budget budget) {
    Problem problem = new Problem("estimate", "estimate", null);
    SearchTask task =
        new SearchTask(
            new WorkItem("estimate", problem.id(), 0),
            problem,
            strategy,
            this::sample,
            rewarded ? CostEstimate::score : null,
            0,
            // Without an answer nothing agrees, and the estimate is of the whole budget.
            solution -> null,
            budget);
    try (SearchLoop loop = new SearchLoop(List.of(task).iterator(), limits)) {
      return loop.next().usage();
    }
  }

  private List<CompletableFuture<Policy.Sampled>> sample(
      Expansion expansion, int first, long seed) {
    int left = steps - expansion.from().steps().size();
    int written = expansion.extent() == Extent.STEP ? 1 : left;
    Policy.Continuation continuation =
        new Policy.Continuation(
            Collections.nCopies(written, new Step("step", tokensPerStep, -1.0)),
            written == left ? Finish.ANSWERED : Finish.SEPARATOR);
    long generated = (long) expansion.width() * written * tokensPerStep;
    return List.of(
        CompletableFuture.completedFuture(
            new Policy.Sampled(
                0,
                Collections.nCopies(expansion.width(), continuation),
                1,
                new TokenCount(0, 0, generated))));
  }

  private static CompletableFuture<RewardModel.Scored> score(List<Trajectory> trajectories) {
    List<List<Double>> rewards =
        trajectories.stream()
            .map(
                trajectory -> {
                  double reward = Seeds.request(0, trajectory.path()) / (double) (1L << 30);
                  return Collections.nCopies(trajectory.steps().size(), reward);
                })
            .toList();
    return CompletableFuture.completedFuture(new RewardModel.Scored(rewards, 1, TokenCount.NONE));
  }
}
