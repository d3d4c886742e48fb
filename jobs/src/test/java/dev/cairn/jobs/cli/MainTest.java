package dev.cairn.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.engine.config.UserException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

class MainTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  /** Ends in every way a command can end. */
  @Command(name = "end", mixinStandardHelpOptions = true)
  private static final class End implements Callable<Integer> {
    @Option(names = "--how", required = true)
    private String how = "";

    @Option(names = "--code")
    private int code;

    @Override
    public Integer call() {
      return switch (how) {
        case "return" -> code;
        case "mistake" -> throw new UserException("datasets/x.jsonl:3: no answer; add one");
        case "wrapped" ->
            throw new IllegalStateException(
                "Job aborted", new RuntimeException(new UserException("no such file: x.jsonl")));
        case "bug" -> throw new IllegalStateException("the pool must not be empty");
        default -> throw new IllegalArgumentException(how);
      };
    }
  }

  private int cairn(String... args) {
    CommandLine root = Main.commandLine().addSubcommand(new End());
    // A handler reaches only the subcommands that are there when it is set.
    root.setParameterExceptionHandler(root.getParameterExceptionHandler());
    root.setExecutionExceptionHandler(root.getExecutionExceptionHandler());
    return root.setOut(new PrintWriter(out)).setErr(new PrintWriter(err)).execute(args);
  }

  @Test
  void passesOnTheCodeThatACommandReturns() {
    assertThat(cairn("end", "--how", "return", "--code", "0")).isEqualTo(ExitCode.DONE);
    assertThat(cairn("end", "--how", "return", "--code", "4")).isEqualTo(ExitCode.ITEMS_FAILED);
    assertThat(cairn("end", "--how", "return", "--code", "5")).isEqualTo(ExitCode.GATE_FAILED);
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void tellsAMistakeOfTheUserInOneLineWithoutATrace() {
    assertThat(cairn("end", "--how", "mistake")).isEqualTo(ExitCode.USER_MISTAKE);
    assertThat(err).hasToString("cairn: datasets/x.jsonl:3: no answer; add one%n".formatted());
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void findsTheMistakeOfTheUserBehindAFailedJob() {
    assertThat(cairn("end", "--how", "wrapped")).isEqualTo(ExitCode.USER_MISTAKE);
    assertThat(err).hasToString("cairn: no such file: x.jsonl%n".formatted());
  }

  @Test
  void showsABugWithItsTrace() {
    assertThat(cairn("end", "--how", "bug")).isEqualTo(ExitCode.BUG);
    assertThat(err.toString())
        .startsWith("java.lang.IllegalStateException: the pool must not be empty")
        .contains("at dev.cairn.jobs.cli.MainTest$End.call");
  }

  @Test
  void answersAWrongCallWithOneLineThatPointsToTheHelpOfItsCommand() {
    assertThat(cairn("end")).isEqualTo(ExitCode.USER_MISTAKE);
    assertThat(err)
        .hasToString(
            "cairn: Missing required option: '--how=<how>' (see cairn end --help)%n".formatted());
  }

  @Test
  void saysWhichValueOfWhichOptionIsNoNumber() {
    assertThat(cairn("end", "--how", "return", "--code", "many")).isEqualTo(ExitCode.USER_MISTAKE);
    assertThat(err.toString())
        .startsWith("cairn: Invalid value for option '--code'")
        .contains("'many'")
        .hasLineCount(1);
  }

  @Test
  void suggestsTheCommandThatWasMeant() {
    assertThat(cairn("ends")).isEqualTo(ExitCode.USER_MISTAKE);
    assertThat(err.toString()).contains("did you mean end").hasLineCount(1);
  }

  @Test
  void asksForACommandWhereNoneIsGiven() {
    assertThat(cairn()).isEqualTo(ExitCode.USER_MISTAKE);
    assertThat(err)
        .hasToString("cairn: Missing required subcommand (see cairn --help)%n".formatted());
  }

  @Test
  void printsTheHelpAndTheVersionOnStandardOutput() {
    assertThat(cairn("--help")).isEqualTo(ExitCode.DONE);
    assertThat(cairn("--version")).isEqualTo(ExitCode.DONE);
    assertThat(out.toString())
        .contains("Usage: cairn", "Exit codes:")
        .containsPattern("cairn \\S+, Spark \\d[\\d.]+, Java \\d");
    assertThat(err.toString()).isEmpty();
  }
}
