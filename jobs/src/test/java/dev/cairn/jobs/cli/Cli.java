package dev.cairn.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cairn.jobs.LocalSpark;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;

/**
 * A call of the command line in this JVM.
 *
 * @param code its exit code
 * @param out its standard output
 * @param err its standard error
 */
public record Cli(int code, String out, String err) {
  /** Calls a command on two local cores. */
  public static Cli run(String... args) {
    LocalSpark.session();
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code =
        Main.commandLine()
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true))
            .execute(args);
    return new Cli(code, out.toString(), err.toString());
  }

  /** The JSON that a successful call printed. */
  public JsonNode json() throws IOException {
    assertThat(code).as(err).isEqualTo(ExitCode.DONE);
    return new ObjectMapper().readTree(out);
  }
}
