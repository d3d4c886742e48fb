package dev.cairn.engine.model;

import dev.cairn.engine.search.Step;
import dev.cairn.engine.search.Trajectory;
import dev.cairn.engine.worker.TokenCount;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * How sure the policy was of a step when it wrote it: exp of the mean log-probability of the step's
 * tokens. Asks no server.
 */
public final class PolicyConfidence implements RewardModel {
  @Override
  public CompletableFuture<Scored> score(List<Trajectory> trajectories) {
    List<List<Double>> rewards =
        trajectories.stream()
            .map(each -> each.steps().stream().map(PolicyConfidence::reward).toList())
            .toList();
    return CompletableFuture.completedFuture(new Scored(rewards, 0, TokenCount.NONE));
  }

  private static double reward(Step step) {
    Double logProb = step.logProb();
    if (logProb == null) {
      throw new IllegalArgumentException(
          "the policy told no log-probability of a step; set policy.log-probs, or ask a server that"
              + " tells them");
    }
    return step.tokens() == 0 ? 1 : Math.min(1, Math.exp(logProb / step.tokens()));
  }
}
