package dev.cairn.jobs.cli;

import dev.cairn.engine.answer.AnswerExtractor.Fallback;
import dev.cairn.engine.answer.Profile;
import dev.cairn.jobs.Grading;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of commands that read and judge answers. */
final class GradingOptions {
  @Option(
      names = "--profile",
      paramLabel = "PROFILE",
      description =
          "What counts as equal where graders disagree: default, prm800k, gsm8k, qwen or"
              + " math-verify (default: default, or as the run did).")
  private @Nullable Profile profile;

  @Option(
      names = "--fallback",
      paramLabel = "FALLBACK",
      description =
          "What a solution without a marked answer gives: last-number, or none"
              + " (default: last-number, or as the run did).")
  private @Nullable Fallback fallback;

  /** The options that are given, else what stands here. */
  Grading over(Grading grading) {
    return new Grading(
        fallback == null ? grading.fallback() : fallback,
        profile == null ? grading.profile() : profile);
  }
}
