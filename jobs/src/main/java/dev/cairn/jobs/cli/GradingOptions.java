package dev.cairn.jobs.cli;

import dev.cairn.engine.answer.AnswerExtractor.Fallback;
import dev.cairn.engine.config.UserException;
import dev.cairn.jobs.Grading;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of commands that read and judge answers. */
final class GradingOptions {
  @Option(
      names = "--fallback",
      paramLabel = "last-number|none",
      description =
          "What to do with a solution that marks no answer: take its last number, or leave it"
              + " without (default: last-number, or as the run did).")
  private @Nullable String fallback;

  /** The options given, in the place of these. */
  Grading over(Grading grading) {
    return fallback == null ? grading : new Grading(named(fallback));
  }

  /** The constant of a name such as last-number. */
  private static Fallback named(String name) {
    List<Fallback> all = List.of(Fallback.values());
    return all.stream()
        .filter(each -> spelled(each).equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new UserException(
                    "--fallback must be one of %s but was %s"
                        .formatted(all.stream().map(GradingOptions::spelled).toList(), name)));
  }

  static String spelled(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
