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
 * @param questionTokens of a prompt before the first step, at least 1
 */
public record CostEstimate(int steps, int tokensPerStep, int questionTokens) {
  /** Refuses empty solutions. */
  public CostEstimate {
    if (steps < 1 || tokensPerStep < 1 || questionTokens < 1) {
      throw new IllegalArgumentException(
          "steps, tokens-per-step and question-tokens must be at least 1 but were %d, %d and %d"
              .formatted(steps, tokensPerStep, questionTokens));
    }
  }

  /** The cost of one search, as if no server had a prefix cache. */
  public Usage of(SearchStrategy strategy, boolean rewarded, Limits limits) {
    Problem problem = new Problem("estimate", "estimate", null);
    SearchTask task =
        new SearchTask(
            new WorkItem("estimate", problem.id(), 0),
            problem,
            strategy,
            this::sample,
            rewarded ? this::score : null,
            0,
            // Without an answer nothing agrees, and the estimate is of the whole budget.
            solution -> null);
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
                new TokenCount(
                    questionTokens + (long) expansion.from().steps().size() * tokensPerStep,
                    0,
                    generated))));
  }

  private CompletableFuture<RewardModel.Scored> score(List<Trajectory> trajectories) {
    List<List<Double>> rewards =
        trajectories.stream()
            .map(
                trajectory -> {
                  double reward = Seeds.request(0, trajectory.path()) / (double) (1L << 30);
                  return Collections.nCopies(trajectory.steps().size(), reward);
                })
            .toList();
    long read =
        trajectories.stream()
            .mapToLong(each -> questionTokens + (long) each.steps().size() * tokensPerStep)
            .sum();
    return CompletableFuture.completedFuture(
        new RewardModel.Scored(rewards, 1, new TokenCount(read, 0, 0)));
  }
}
