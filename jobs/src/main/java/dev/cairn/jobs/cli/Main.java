package dev.cairn.jobs.cli;

import dev.cairn.engine.answer.AnswerExtractor.Fallback;
import dev.cairn.engine.answer.Profile;
import dev.cairn.engine.config.UserException;
import dev.cairn.engine.metrics.FirstError.Good;
import dev.cairn.engine.search.Aggregation;
import dev.cairn.engine.search.strategy.ComputeOptimal.Difficulty;
import dev.cairn.engine.vote.Grouping;
import dev.cairn.engine.vote.Ties;
import dev.cairn.jobs.io.DiskFull;
import dev.cairn.jobs.io.OnBadRow;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The entry point of the launcher {@code jobs/bin/cairn} and of {@code spark-submit}.
 *
 * <p>A command is a {@code Callable<Integer>} that returns one of {@link ExitCode}, prints through
 * the writers of its {@link CommandLine}, and throws {@link UserException} for the user's mistakes.
 */
@Command(
    name = "cairn",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND",
    description =
        "Test-time search for language-model reasoning, as a cluster job on Apache Spark.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      ExitCode.DONE + ":done",
      ExitCode.USER_MISTAKE + ":a mistake in the call, its settings or its input",
      ExitCode.BUG + ":a bug of cairn",
      ExitCode.ITEMS_FAILED + ":finished, but more items failed than the run allows",
      ExitCode.GATE_FAILED + ":finished, but the regression gate of the sweep failed"
    })
public final class Main {
  private static final List<Class<?>> COMMANDS =
      List.of(
          SearchCommand.class,
          SweepCommand.class,
          CheckCommand.class,
          VoteCommand.class,
          GradeCommand.class,
          RankCommand.class,
          ProcessBenchCommand.class,
          TrainCommand.class,
          ReportCommand.class,
          SimulateCommand.class,
          HelpCommand.class);

  private Main() {}

  /**
   * Runs one command and exits with its {@link ExitCode}.
   *
   * @param args the command, its options and its parameters
   */
  public static void main(String[] args) {
    int code = commandLine().execute(args);
    // YARN takes any exit from inside a driver for a failure, so success returns.
    if (code != ExitCode.DONE) {
      System.exit(code);
    }
  }

  static CommandLine commandLine() {
    CommandLine root = new CommandLine(new Main());
    COMMANDS.forEach(root::addSubcommand);
    register(root, Aggregation.class);
    register(root, Grouping.class);
    register(root, Ties.class);
    register(root, Fallback.class);
    register(root, Profile.class);
    register(root, OnBadRow.class);
    register(root, Good.class);
    register(root, Difficulty.class);
    register(root, ReportCommand.Format.class);
    return root.setUsageHelpAutoWidth(true)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setParameterExceptionHandler(Main::explainCall)
        .setExecutionExceptionHandler(Main::explainFailure);
  }

  private static <E extends Enum<E>> void register(CommandLine root, Class<E> choices) {
    root.registerConverter(choices, new Choice<>(choices));
  }

  private static int explainCall(ParameterException mistake, String[] args) {
    CommandLine command = mistake.getCommandLine();
    String hint =
        mistake instanceof UnmatchedArgumentException unmatched
                && !unmatched.getSuggestions().isEmpty()
            ? "; did you mean " + String.join(" or ", unmatched.getSuggestions()) + "?"
            : "";
    return explain(
        command,
        "%s%s (see %s --help)"
            .formatted(mistake.getMessage(), hint, command.getCommandSpec().qualifiedName()));
  }

  private static int explainFailure(Exception failure, CommandLine command, ParseResult call) {
    UserException mistake = mistakeIn(failure);
    if (mistake != null) {
      return explain(command, mistake.getMessage());
    }
    if (DiskFull.isWhy(failure)) {
      return explain(command, DiskFull.WORDS);
    }
    failure.printStackTrace(command.getErr());
    command.getErr().flush();
    return ExitCode.BUG;
  }

  private static int explain(CommandLine command, @Nullable String mistake) {
    command
        .getErr()
        .println("cairn: " + String.valueOf(mistake).strip().replaceAll("\\R\\s*", " "));
    command.getErr().flush();
    return ExitCode.USER_MISTAKE;
  }

  /** The user's mistake behind a failure: Spark wraps what a task throws. */
  private static @Nullable UserException mistakeIn(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof UserException mistake) {
        return mistake;
      }
    }
    return null;
  }
}
