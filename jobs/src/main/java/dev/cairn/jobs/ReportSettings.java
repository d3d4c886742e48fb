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
import java.util.Map;
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
 * @param policies their sizes by name, for FLOPs; that of the one without a name by the empty one
 * @param reward size of the reward models
 * @param prices for money
 */
public record ReportSettings(
    @Nullable RunDirectory baseline,
    Path history,
    List<Path> processBench,
    Map<String, ModelSize> policies,
    @Nullable ModelSize reward,
    Prices prices) {
  /** Copies list and map. */
  public ReportSettings {
    policies = Map.copyOf(policies);
    processBench = List.copyOf(processBench);
  }

  /** The prices that hold for a policy and a reward model: these, or else the run's own. */
  Prices prices(RunSpec run, String policy, String reward) {
    return prices.given() || !run.prices().given()
        ? prices
        : Prices.of(run.prices(), policy, reward);
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
     * @param policy its name; empty for the run's own
     * @param reward the name of the reward model; one without a price is free
     */
    static Prices of(PriceSpec spec, String policy, String reward) {
      TokenPrice writer = spec.ofPolicy(policy);
      TokenPrice judge = spec.ofReward(reward);
      return new Prices(
          writer.prompt(),
          writer.cached(),
          writer.generated(),
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
