package dev.cairn.jobs.cli;

import dev.cairn.engine.config.RunSpec;
import dev.cairn.engine.config.UserException;
import dev.cairn.jobs.RunEstimate;
import java.io.Console;
import java.io.PrintWriter;
import java.util.Locale;
import org.apache.hadoop.conf.Configuration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How much may be spent without asking. */
final class ConsentOptions {
  @Mixin private EstimateOptions assumed = new EstimateOptions();

  @Option(
      names = "--ask-above",
      paramLabel = "TOKENS",
      defaultValue = "100000000",
      description =
          "Asks before a run that is expected to write more tokens (default: ${DEFAULT-VALUE}).")
  private long askAbove;

  @Option(
      names = "--ask-above-cost",
      paramLabel = "AMOUNT",
      defaultValue = "100",
      description =
          "Asks before a run that is expected to cost more, by the spec's prices (default:"
              + " ${DEFAULT-VALUE}).")
  private double askAboveCost;

  @Option(names = "--yes", description = "Does not ask.")
  private boolean yes;

  /** Estimates a run. */
  RunEstimate estimate(RunSpec spec, Configuration hadoop) {
    return assumed.estimate(spec, hadoop);
  }

  /**
   * Tells an estimate, and asks whether to go on if it is above what needs no question.
   *
   * @throws UserException if the answer is no, or there is nobody to ask
   */
  void ask(RunEstimate estimate, PrintWriter terminal) {
    String told = words(estimate);
    terminal.println(told);
    terminal.flush();
    Double cost = estimate.cost();
    boolean much = estimate.tokensWritten() > askAbove || (cost != null && cost > askAboveCost);
    if (!much || yes) {
      return;
    }
    Console console = console();
    if (console == null) {
      throw new UserException(
          "%s; that is more than --ask-above %d tokens or --ask-above-cost %s allow: give --yes to run it"
              .formatted(told, askAbove, plain(askAboveCost)));
    }
    String answer = console.readLine("Go on? [y/N] ");
    if (answer == null || !answer.strip().toLowerCase(Locale.ROOT).startsWith("y")) {
      throw new UserException("not begun; nothing was spent");
    }
  }

  // From Java 22 on there is always a console; it then reads an end of input, which is a no.
  @SuppressWarnings("SystemConsoleNull")
  private static @Nullable Console console() {
    return System.console();
  }

  private String words(RunEstimate estimate) {
    return String.format(
        Locale.ROOT,
        "Estimate for %d experiments, %d searches, if a solution has %d steps of %d tokens:"
            + " %d policy calls, %d reward calls, %.4g tokens read, %.4g written, about %s%s",
        estimate.experiments().size(),
        estimate.searches(),
        assumed.steps(),
        assumed.tokensPerStep(),
        estimate.paid().policyCalls(),
        estimate.paid().rewardCalls(),
        (double) (estimate.paid().promptTokens() + estimate.paid().rewardTokens()),
        (double) estimate.tokensWritten(),
        ProgressLine.duration(estimate.seconds()),
        estimate.cost() == null
            ? ""
            : ", %s %s".formatted(plain(estimate.cost()), estimate.currency()));
  }

  private static String plain(double amount) {
    return String.format(Locale.ROOT, "%.2f", amount);
  }
}
