package dev.cairn.engine.run;

import dev.cairn.engine.model.Policy;
import dev.cairn.engine.model.RewardModel;
import dev.cairn.engine.search.Expansion;
import dev.cairn.engine.search.Expansion.Extent;
import dev.cairn.engine.search.Finish;
import dev.cairn.engine.search.Problem;
import dev.cairn.engine.search.Revision;
import dev.cairn.engine.search.SearchStrategy;
import dev.cairn.engine.search.Step;
import dev.cairn.engine.search.Trajectory;
import dev.cairn.engine.worker.TokenCount;
import java.util.Collections;
import java.util.List;
import java.util.Set;
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

  /** The cost of one search, as if no server had a prefix cache; time is not spent. */
  public Usage of(SearchStrategy strategy, boolean rewarded, Limits limits, Budget budget) {
    return run(strategy, rewarded, limits, budget, new Writer());
  }

  /** Whether a strategy has the policy go on with answers that have begun. */
  public boolean continuesAnswers(SearchStrategy strategy, boolean rewarded, Limits limits) {
    Writer writer = new Writer();
    run(strategy, rewarded, limits, Budget.NONE, writer);
    return writer.continued;
  }

  private Usage run(
      SearchStrategy strategy, boolean rewarded, Limits limits, Budget budget, Policy policy) {
    Problem problem = new Problem("estimate", "estimate", null);
    SearchTask task =
        new SearchTask(
            new WorkItem("estimate", problem.id(), 0),
            problem,
            strategy,
            policy,
            rewarded ? this::score : null,
            0,
            // Without an answer nothing agrees, and the estimate is of the whole budget.
            solution -> null,
            budget);
    try (SearchLoop loop = new SearchLoop(List.of(task).iterator(), limits)) {
      return loop.next().usage();
    }
  }

  private final class Writer implements Policy {
    private boolean continued;

    @Override
    public List<CompletableFuture<Sampled>> sample(Expansion expansion, int first, long seed) {
      continued |= !expansion.from().steps().isEmpty();
      int left = steps - expansion.from().steps().size();
      int written = expansion.extent() == Extent.STEP ? 1 : left;
      return written(
          expansion.width(),
          questionTokens + (long) expansion.from().steps().size() * tokensPerStep,
          written,
          written == left ? Finish.ANSWERED : Finish.SEPARATOR);
    }

    /** As long as a solution again, less what is kept; of one that is kept whole, all of it. */
    @Override
    public List<CompletableFuture<Sampled>> revise(Revision revision, int first, long seed) {
      continued |= revision.kept() > 0 || !revision.cue().isEmpty();
      int left = revision.kept() < steps ? steps - revision.kept() : steps;
      int most = revision.maxTokens() / tokensPerStep;
      boolean cut = revision.maxTokens() != Revision.POLICY_BOUND && most < left;
      return written(
          revision.width(),
          questionTokens + (long) shown(revision) * tokensPerStep,
          cut ? Math.max(1, most) : left,
          cut ? Finish.TRUNCATED : Finish.ANSWERED);
    }

    /** The steps that the policy reads: those of the earlier attempts and those that are kept. */
    private static int shown(Revision revision) {
      return revision.kept()
          + revision.attempts().stream()
              .mapToInt(attempt -> attempt.solution().steps().size())
              .sum();
    }

    private List<CompletableFuture<Sampled>> written(
        int width, long prompt, int more, Finish finish) {
      Continuation continuation =
          new Continuation(
              Collections.nCopies(more, new Step("step", tokensPerStep, -1.0)), finish);
      TokenCount tokens = new TokenCount(prompt, 0, (long) width * more * tokensPerStep);
      return List.of(
          CompletableFuture.completedFuture(
              new Sampled(0, Collections.nCopies(width, continuation), 1, tokens)));
    }
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
    List<List<String>> critiques =
        rewards.stream().map(each -> Collections.nCopies(each.size(), "critique")).toList();
    long read =
        trajectories.stream()
            .mapToLong(each -> questionTokens + (long) each.steps().size() * tokensPerStep)
            .sum();
    return CompletableFuture.completedFuture(
        new RewardModel.Scored(rewards, Set.of(), critiques, 1, new TokenCount(read, 0, 0)));
  }
}
