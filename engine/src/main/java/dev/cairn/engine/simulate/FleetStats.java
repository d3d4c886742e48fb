package dev.cairn.engine.simulate;

import java.util.List;

/**
 * What a worker, or a whole fleet, has done since its start or last reset. Times are in seconds of
 * the wall clock; with {@link Latency#NONE} they are 0.
 *
 * <p>The bounds say how long the work must have taken at least, however well it was scheduled:
 * {@code policyBound} is every generated token at the full batch's rate plus the prefill, {@code
 * rewardBound} the reward model's tokens in full batches, {@code chainBound} the longest chain of
 * steps that build on each other, decoded alone. For a fleet the first two are spread evenly over
 * the workers of the role.
 *
 * @param requests received, refused ones included
 * @param refused answered with an error
 * @param sequences generated
 * @param promptTokens of the prompts, once per prompt whatever its number of samples
 * @param cachedTokens those of them that the prefix cache held
 * @param cacheableTokens that a router which knew all caches could have found, had they forgotten
 *     nothing
 * @param generatedTokens end tokens included
 * @param rewardCalls requests that the reward model answered
 * @param rewardTexts scored
 * @param rewardTokens of these texts
 * @param peakSequences most sequences or texts running and waiting at once; for a fleet, the
 *     largest of any worker
 * @param busySlotSeconds summed over the slots, the time in which they held a sequence
 * @param policyBound seconds
 * @param rewardBound seconds
 * @param chainBound seconds
 * @param lowerBound the largest of the bounds: no client gets the same work done sooner
 */
public record FleetStats(
    long requests,
    long refused,
    long sequences,
    long promptTokens,
    long cachedTokens,
    long cacheableTokens,
    long generatedTokens,
    long rewardCalls,
    long rewardTexts,
    long rewardTokens,
    long peakSequences,
    double busySlotSeconds,
    double policyBound,
    double rewardBound,
    double chainBound,
    double lowerBound) {

  /** The statistics of a fleet from those of its workers. */
  static FleetStats ofFleet(List<FleetStats> policies, List<FleetStats> rewards) {
    FleetStats left = policies.stream().reduce(NOTHING, FleetStats::plus);
    FleetStats right = rewards.stream().reduce(NOTHING, FleetStats::plus);
    FleetStats sum = left.plus(right);
    double policyBound = left.policyBound / Math.max(1, policies.size());
    double rewardBound = right.rewardBound / Math.max(1, rewards.size());
    return sum.withBounds(policyBound, rewardBound, sum.chainBound);
  }

  static final FleetStats NOTHING = new FleetStats(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

  FleetStats withBounds(double policy, double reward, double chain) {
    return new FleetStats(
        requests,
        refused,
        sequences,
        promptTokens,
        cachedTokens,
        cacheableTokens,
        generatedTokens,
        rewardCalls,
        rewardTexts,
        rewardTokens,
        peakSequences,
        busySlotSeconds,
        policy,
        reward,
        chain,
        Math.max(Math.max(policy, reward), chain));
  }

  private FleetStats plus(FleetStats other) {
    return new FleetStats(
            requests + other.requests,
            refused + other.refused,
            sequences + other.sequences,
            promptTokens + other.promptTokens,
            cachedTokens + other.cachedTokens,
            cacheableTokens + other.cacheableTokens,
            generatedTokens + other.generatedTokens,
            rewardCalls + other.rewardCalls,
            rewardTexts + other.rewardTexts,
            rewardTokens + other.rewardTokens,
            Math.max(peakSequences, other.peakSequences),
            busySlotSeconds + other.busySlotSeconds,
            0,
            0,
            0,
            0)
        .withBounds(
            policyBound + other.policyBound,
            rewardBound + other.rewardBound,
            Math.max(chainBound, other.chainBound));
  }
}
