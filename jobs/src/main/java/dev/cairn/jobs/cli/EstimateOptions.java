package dev.cairn.jobs.cli;

import dev.cairn.engine.config.RunSpec;
import dev.cairn.engine.config.UserException;
import dev.cairn.engine.run.CostEstimate;
import dev.cairn.jobs.RunEstimate;
import org.apache.hadoop.conf.Configuration;
import picocli.CommandLine.Option;

/** The options of an estimate: how large solutions are assumed to be, and how fast servers. */
final class EstimateOptions {
  @Option(
      names = "--steps",
      paramLabel = "N",
      defaultValue = "8",
      description = "Assumed steps of a solution (default: ${DEFAULT-VALUE}).")
  private int steps;

  @Option(
      names = "--tokens-per-step",
      paramLabel = "N",
      defaultValue = "60",
      description = "Assumed tokens of a step (default: ${DEFAULT-VALUE}).")
  private int tokensPerStep;

  @Option(
      names = "--question-tokens",
      paramLabel = "N",
      defaultValue = "200",
      description = "Assumed tokens of a prompt before its steps (default: ${DEFAULT-VALUE}).")
  private int questionTokens;

  @Option(
      names = "--tokens-per-second",
      paramLabel = "N",
      defaultValue = "1500",
      description = "Assumed tokens that a policy server writes (default: ${DEFAULT-VALUE}).")
  private double tokensPerSecond;

  int steps() {
    return steps;
  }

  int tokensPerStep() {
    return tokensPerStep;
  }

  /** Estimates a run by these assumptions. */
  RunEstimate estimate(RunSpec spec, Configuration hadoop) {
    if (!(tokensPerSecond > 0)) {
      throw new UserException("--tokens-per-second must be above 0 but was " + tokensPerSecond);
    }
    try {
      CostEstimate solution = new CostEstimate(steps, tokensPerStep, questionTokens);
      return RunEstimate.of(spec, hadoop, solution, tokensPerSecond);
    } catch (IllegalArgumentException e) {
      throw new UserException(String.valueOf(e.getMessage()), e);
    }
  }
}
