package dev.cairn.jobs.cli;

import dev.cairn.engine.config.UserException;
import dev.cairn.engine.metrics.Bootstrap;
import picocli.CommandLine.Option;

/** How intervals are found by resampling. */
final class BootstrapOptions {
  private static final int FEWEST = 1_000;

  @Option(
      names = "--resamples",
      paramLabel = "N",
      description = "Of the bootstrap (default: ${DEFAULT-VALUE}).")
  private int resamples = Bootstrap.USUAL.resamples();

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Of whatever is drawn at random (default: ${DEFAULT-VALUE}).")
  private long seed;

  int resamples() {
    if (resamples < FEWEST) {
      throw new UserException(
          "--resamples must be at least %d but was %d".formatted(FEWEST, resamples));
    }
    return resamples;
  }

  long seed() {
    return seed;
  }
}
