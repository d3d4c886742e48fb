package dev.cairn.engine.run;

import dev.cairn.engine.model.Policy.Sampled;
import dev.cairn.engine.model.RewardModel.Scored;

/**
 * What a search cost, all branches included, whether kept or pruned.
 *
 * @param rounds times that the search was told children
 * @param policyCalls requests to the policy
 * @param samples continuations drawn
 * @param promptTokens read by the policy, cached ones included
 * @param cachedTokens of these, found in a prefix cache
 * @param generatedTokens written by the policy
 * @param rewardCalls requests to the reward model
 * @param scored trajectories judged
 * @param rewardTokens read by the reward model
 * @param rewardGeneratedTokens written by the reward model
 */
public record Usage(
    long rounds,
    long policyCalls,
    long samples,
    long promptTokens,
    long cachedTokens,
    long generatedTokens,
    long rewardCalls,
    long scored,
    long rewardTokens,
    long rewardGeneratedTokens) {
  /** Nothing spent. */
  public static final Usage NONE = new Usage(0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

  Usage round() {
    return plus(new Usage(1, 0, 0, 0, 0, 0, 0, 0, 0, 0));
  }

  Usage sampled(Sampled part) {
    return plus(
        new Usage(
            0,
            part.calls(),
            part.continuations().size(),
            part.tokens().prompt(),
            part.tokens().cached(),
            part.tokens().generated(),
            0,
            0,
            0,
            0));
  }

  Usage scored(Scored scored) {
    return plus(
        new Usage(
            0,
            0,
            0,
            0,
            0,
            0,
            scored.calls(),
            scored.rewards().size() - scored.unread().size(),
            scored.tokens().prompt(),
            scored.tokens().generated()));
  }

  /** This, so many times. */
  public Usage times(long n) {
    return new Usage(
        rounds * n,
        policyCalls * n,
        samples * n,
        promptTokens * n,
        cachedTokens * n,
        generatedTokens * n,
        rewardCalls * n,
        scored * n,
        rewardTokens * n,
        rewardGeneratedTokens * n);
  }

  /** The sum, field by field. */
  public Usage plus(Usage other) {
    return new Usage(
        rounds + other.rounds,
        policyCalls + other.policyCalls,
        samples + other.samples,
        promptTokens + other.promptTokens,
        cachedTokens + other.cachedTokens,
        generatedTokens + other.generatedTokens,
        rewardCalls + other.rewardCalls,
        scored + other.scored,
        rewardTokens + other.rewardTokens,
        rewardGeneratedTokens + other.rewardGeneratedTokens);
  }
}
