package dev.cairn.engine.simulate;

/**
 * How fast a worker is: the cost model of a server with continuous batching (Kwon et al., Efficient
 * Memory Management for Large Language Model Serving with PagedAttention, 2023, arXiv 2309.06180).
 * All times are in seconds of the simulated worker, which {@code timeScale} of them pass in one
 * second of the wall clock.
 *
 * <p>Policy: up to {@code slots} sequences run, others wait first come first served; an iteration
 * gives every running sequence one token and takes {@code decodeBase + decodePerSequence *
 * running}; a prompt's uncached tokens take {@code prefillPerToken} each, during which nobody
 * decodes. Reward model: an iteration takes up to {@code rewardTexts} waiting texts of together up
 * to {@code rewardTokens} tokens (at least one text) and lasts {@code rewardBase + rewardPerToken *
 * tokens}.
 *
 * @param slots sequences running at once, at least 1
 * @param decodeBase seconds per iteration, whatever the batch
 * @param decodePerSequence seconds per iteration and running sequence
 * @param prefillPerToken seconds per prompt token that is not cached
 * @param rewardTexts texts in one batch of the reward model, at least 1
 * @param rewardTokens tokens in one batch of the reward model, at least 1
 * @param rewardBase seconds per batch of the reward model
 * @param rewardPerToken seconds per token of a batch of the reward model
 * @param timeScale simulated seconds per second of the wall clock; 0 answers at once, without any
 *     timing
 */
public record Latency(
    int slots,
    double decodeBase,
    double decodePerSequence,
    double prefillPerToken,
    int rewardTexts,
    int rewardTokens,
    double rewardBase,
    double rewardPerToken,
    double timeScale) {

  /** A server with one GPU of middle size and a model of about 7 billion parameters. */
  public static final Latency REALISTIC =
      new Latency(64, 15e-3, 0.12e-3, 0.1e-3, 64, 8192, 10e-3, 0.05e-3, 1);

  /** No timing: every request is answered at once. */
  public static final Latency NONE = REALISTIC.scaled(0);

  /** Refuses empty batches and times that are negative or infinite. */
  public Latency {
    atLeastOne("slots", slots);
    atLeastOne("rewardTexts", rewardTexts);
    atLeastOne("rewardTokens", rewardTokens);
    notNegative("decodeBase", decodeBase);
    notNegative("decodePerSequence", decodePerSequence);
    notNegative("prefillPerToken", prefillPerToken);
    notNegative("rewardBase", rewardBase);
    notNegative("rewardPerToken", rewardPerToken);
    notNegative("timeScale", timeScale);
  }

  /** The same worker with another time scale. */
  public Latency scaled(double scale) {
    return new Latency(
        slots,
        decodeBase,
        decodePerSequence,
        prefillPerToken,
        rewardTexts,
        rewardTokens,
        rewardBase,
        rewardPerToken,
        scale);
  }

  /** Whether requests are answered at once. */
  boolean none() {
    return timeScale == 0;
  }

  /** Seconds of a decoding iteration of {@code running} sequences. */
  double iteration(int running) {
    return decodeBase + decodePerSequence * running;
  }

  /** Seconds of the wall clock. */
  double wall(double simulated) {
    return none() ? 0 : simulated / timeScale;
  }

  private static void atLeastOne(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " must be at least 1 but was " + value);
    }
  }

  private static void notNegative(String name, double value) {
    if (!(value >= 0 && value < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(name + " must be a number of at least 0 but was " + value);
    }
  }
}
