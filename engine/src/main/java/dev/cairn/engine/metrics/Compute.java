package dev.cairn.engine.metrics;

import org.jspecify.annotations.Nullable;

/**
 * What a method spends, all branches included; sums or means over problems.
 *
 * @param generatedTokens that the policy wrote
 * @param promptTokens that the policy read and did not find in its cache
 * @param rewardTokens that the reward model read
 * @param rewardGeneratedTokens that a generative reward model wrote
 * @param calls requests to the policy and the reward model
 */
public record Compute(
    double generatedTokens,
    double promptTokens,
    double rewardTokens,
    double rewardGeneratedTokens,
    double calls) {
  /** So many times this. */
  public Compute times(double factor) {
    return new Compute(
        generatedTokens * factor,
        promptTokens * factor,
        rewardTokens * factor,
        rewardGeneratedTokens * factor,
        calls * factor);
  }

  /**
   * Floating-point operations of both models.
   *
   * @param policy null if its size is not configured
   * @param reward null if its size is not configured
   * @param context mean number of tokens before a token, for the attention
   */
  public Figure flops(@Nullable ModelSize policy, @Nullable ModelSize reward, double context) {
    double policyTokens = generatedTokens + promptTokens;
    double allRewardTokens = rewardTokens + rewardGeneratedTokens;
    if (policy == null && policyTokens > 0) {
      return Figure.none("the policy's number of parameters is not configured");
    }
    if (reward == null && allRewardTokens > 0) {
      return Figure.none("the reward model's number of parameters is not configured");
    }
    return Figure.of(
        (policy == null ? 0 : policy.forward(policyTokens, context))
            + (reward == null ? 0 : reward.forward(allRewardTokens, context)));
  }
}
