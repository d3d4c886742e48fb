package dev.cairn.engine.simulate;

/** What one worker has done: counters that any thread may add to. */
final class Ledger {
  private final Latency latency;
  private final Chains chains;

  private long requests;
  private long refused;
  private long sequences;
  private long promptTokens;
  private long cachedTokens;
  private long cacheableTokens;
  private long generatedTokens;
  private long rewardCalls;
  private long rewardTexts;
  private long rewardTokens;
  private long inFlight;
  private long peak;
  private double chainSeconds;

  Ledger(Latency latency, Chains chains) {
    this.latency = latency;
    this.chains = chains;
  }

  synchronized void request() {
    requests++;
  }

  synchronized void refusal() {
    refused++;
  }

  /** Tasks that run or wait from now on; as many must be told to {@link #leave}. */
  synchronized void enter(int tasks) {
    inFlight += tasks;
    peak = Math.max(peak, inFlight);
  }

  synchronized void leave(int tasks) {
    inFlight -= tasks;
  }

  synchronized void prompt(int tokens, Prefixes.Hit cached) {
    promptTokens += tokens;
    cachedTokens += cached.here();
    cacheableTokens += cached.anywhere();
  }

  /** A generated sequence. */
  void sequence(String prompt, Decoded decoded) {
    double seconds = chains.secondsBehind(prompt) + decoded.tokens().size() * latency.iteration(1);
    if (decoded.stopString() != null) {
      chains.note(prompt, decoded.text(), seconds);
    }
    synchronized (this) {
      sequences++;
      generatedTokens += decoded.tokens().size();
      chainSeconds = Math.max(chainSeconds, seconds);
    }
  }

  synchronized void rewards(int texts, long tokens) {
    rewardCalls++;
    rewardTexts += texts;
    rewardTokens += tokens;
  }

  /** Counts from 0 again; what runs and waits goes on. */
  synchronized void reset() {
    requests = 0;
    refused = 0;
    sequences = 0;
    promptTokens = 0;
    cachedTokens = 0;
    cacheableTokens = 0;
    generatedTokens = 0;
    rewardCalls = 0;
    rewardTexts = 0;
    rewardTokens = 0;
    peak = inFlight;
    chainSeconds = 0;
    chains.clear();
  }

  /**
   * The statistics.
   *
   * @param busySlotSeconds simulated
   */
  synchronized FleetStats stats(double busySlotSeconds) {
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
            peak,
            latency.wall(busySlotSeconds),
            0,
            0,
            0,
            0)
        .withBounds(
            latency.wall(policySeconds()),
            latency.wall(rewardSeconds()),
            latency.wall(chainSeconds));
  }

  /** All tokens at the full batch's rate, iteration(slots) / slots each, plus the prefill. */
  private double policySeconds() {
    return generatedTokens * latency.iteration(latency.slots()) / latency.slots()
        + (promptTokens - cachedTokens) * latency.prefillPerToken();
  }

  /** All tokens, and a base time for as few batches as the limits allow. */
  private double rewardSeconds() {
    double batches =
        Math.max(
            Math.ceil((double) rewardTexts / latency.rewardTexts()),
            Math.ceil((double) rewardTokens / latency.rewardTokens()));
    return batches * latency.rewardBase() + rewardTokens * latency.rewardPerToken();
  }
}
