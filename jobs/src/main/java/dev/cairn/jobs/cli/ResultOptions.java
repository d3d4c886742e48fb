package dev.cairn.jobs.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.PrintWriter;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** How a command prints its result: in words and tables, or as JSON. */
final class ResultOptions {
  private static final ObjectWriter JSON =
      JsonMapper.builder().build().writerWithDefaultPrettyPrinter();

  @Option(names = "--json", description = "Prints the result as JSON.")
  private boolean json;

  @Spec(Target.MIXEE)
  private @Nullable CommandSpec command;

  /** Prints a result, by {@code words} unless JSON was asked for. */
  void print(Object result, Consumer<PrintWriter> words) throws JsonProcessingException {
    PrintWriter out = Objects.requireNonNull(command).commandLine().getOut();
    if (json) {
      out.println(json(result));
    } else {
      words.accept(out);
    }
    out.flush();
  }

  /** For people to read, too. */
  static String json(Object result) throws JsonProcessingException {
    return JSON.writeValueAsString(result);
  }
}
