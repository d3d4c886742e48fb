package dev.cairn.jobs.cli;

import dev.cairn.engine.config.UserException;
import dev.cairn.jobs.ReportSettings.Prices;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What tokens cost, if it is not what the spec of the run says. */
final class PriceOptions {
  @Option(
      names = "--prompt-price",
      paramLabel = "PRICE",
      description = "Of a million tokens that the policy reads.")
  private @Nullable Double promptPrice;

  @Option(
      names = "--cached-price",
      paramLabel = "PRICE",
      description = "Of those found in a prefix cache; as --prompt-price if not given.")
  private @Nullable Double cachedPrice;

  @Option(
      names = "--generated-price",
      paramLabel = "PRICE",
      description = "Of a million tokens that the policy writes.")
  private @Nullable Double generatedPrice;

  @Option(
      names = "--reward-price",
      paramLabel = "PRICE",
      description = "Of a million tokens that a reward model reads or writes.")
  private @Nullable Double rewardPrice;

  @Option(names = "--currency", paramLabel = "NAME", description = "Of these prices. Default: USD.")
  private String currency = "USD";

  Prices prices() {
    return new Prices(
        price("--prompt-price", promptPrice),
        price("--cached-price", cachedPrice),
        price("--generated-price", generatedPrice),
        price("--reward-price", rewardPrice),
        null,
        currency);
  }

  private static @Nullable Double price(String option, @Nullable Double price) {
    if (price != null && !(price >= 0 && Double.isFinite(price))) {
      throw new UserException("%s must not be negative but was %s".formatted(option, price));
    }
    return price;
  }
}
