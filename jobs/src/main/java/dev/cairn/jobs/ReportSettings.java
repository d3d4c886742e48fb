package dev.cairn.jobs;

import dev.cairn.engine.config.PriceSpec;
import dev.cairn.engine.config.PriceSpec.TokenPrice;
import dev.cairn.engine.config.RunSpec;
import dev.cairn.engine.metrics.Compute;
import dev.cairn.engine.metrics.Figure;
import dev.cairn.engine.metrics.ModelSize;
import dev.cairn.jobs.io.RunDirectory;
import java.io.Serializable;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;

/**
 * What a report is told beside the run.
 *
 * @param baseline a run to compare with
 * @param history directory of the history of sweeps; one that is not there has no night
 * @param processBench files of {@code cairn processbench --json}
 * @param policy its size, for FLOPs
 * @param reward size of the reward models
 * @param prices for money
 */
public record ReportSettings(
    @Nullable RunDirectory baseline,
    Path history,
    List<Path> processBench,
    @Nullable ModelSize policy,
    @Nullable ModelSize reward,
    Prices prices) {
  /** Copies the list. */
  public ReportSettings {
    processBench = List.copyOf(processBench);
  }

  /** The prices that hold for a reward model's experiments: these, or else the run's own. */
  Prices prices(RunSpec run, String reward) {
    return prices.given() || !run.prices().given() ? prices : Prices.of(run.prices(), reward);
  }

  /**
   * Prices of a million tokens; 0 where it is free, null where it is not known.
   *
   * @param prompt that the policy reads and does not find in its cache
   * @param cached that the policy finds in its cache; as {@code prompt} if null
   * @param generated that the policy writes
   * @param reward that a reward model reads
   * @param judged that a reward model writes; as {@code reward} if null
   * @param currency such as USD
   */
  public record Prices(
      @Nullable Double prompt,
      @Nullable Double cached,
      @Nullable Double generated,
      @Nullable Double reward,
      @Nullable Double judged,
      String currency)
      implements Serializable {
    private static final double MILLION = 1e6;

    /** None is known. */
    public static final Prices NONE = new Prices(null, null, null, null, null, "USD");

    /**
     * A spec's.
     *
     * @param reward the name of the reward model; one without a price is free
     */
    static Prices of(PriceSpec spec, String reward) {
      TokenPrice policy = spec.policy();
      TokenPrice judge = spec.ofReward(reward);
      return new Prices(
          policy.prompt(),
          policy.cached(),
          policy.generated(),
          judge.prompt(),
          judge.generated(),
          spec.currency());
    }

    /** Whether any is given. */
    boolean given() {
      return Stream.of(prompt, cached, generated, reward, judged).anyMatch(Objects::nonNull);
    }

    /** Of tokens of the policy; {@code read} does not count the cached ones. */
    Figure policy(double read, double found, double written) {
      return sum(
          times(read, prompt, "--prompt-price"),
          times(found, cached == null ? prompt : cached, "--prompt-price"),
          times(written, generated, "--generated-price"));
    }

    /** Of tokens that reward models read or write. */
    Figure reward(double read, double written) {
      return sum(
          times(read, reward, "--reward-price"),
          times(written, judged == null ? reward : judged, "--reward-price"));
    }

    /** Of both. */
    Figure of(Compute spent, double found) {
      return sum(
          policy(spent.promptTokens(), found, spent.generatedTokens()),
          reward(spent.rewardTokens(), spent.rewardGeneratedTokens()));
    }

    private static Figure times(double tokens, @Nullable Double price, String option) {
      if (tokens == 0) {
        return Figure.of(0);
      }
      return price == null
          ? Figure.none("no price is given; give " + option)
          : Figure.of(tokens * price / MILLION);
    }

    private static Figure sum(Figure... parts) {
      double sum = 0;
      for (Figure part : parts) {
        if (!part.defined()) {
          return part;
        }
        sum += part.get();
      }
      return Figure.of(sum);
    }
  }
}
