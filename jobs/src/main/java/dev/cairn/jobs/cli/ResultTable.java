package dev.cairn.jobs.cli;

import dev.cairn.engine.metrics.Estimate;
import dev.cairn.jobs.RunMetrics;
import dev.cairn.jobs.RunMetrics.ExperimentMetrics;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The result of a run as text: a row per experiment. */
final class ResultTable {
  private static final List<String> HEADER =
      List.of(
          "experiment",
          "accuracy",
          "95 % interval",
          "rank@1",
          "coverage",
          "tokens",
          "policy calls",
          "reward calls",
          "seconds",
          "failed");

  private ResultTable() {}

  static String of(RunMetrics metrics) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(HEADER);
    metrics.experiments().forEach(experiment -> rows.add(row(experiment)));
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            "%s: %d problems, %d searches, seed %d, searched for %.1f s%n",
            metrics.run(),
            metrics.experiments().get(0).problems(),
            metrics.items(),
            metrics.seed(),
            metrics.seconds()));
    text.append(metrics.workers()).append(".\n");
    text.append('\n');
    text.append(TextTable.of(rows));
    text.append("\ntokens, calls and seconds are means per search; tokens are generated ones.\n");
    return text.toString();
  }

  private static List<String> row(ExperimentMetrics experiment) {
    Estimate accuracy = experiment.accuracy();
    return List.of(
        experiment.name(),
        TextTable.percent(accuracy.value()),
        TextTable.interval(accuracy),
        TextTable.percent(experiment.rankAt1()),
        TextTable.percent(experiment.coverage().value()),
        mean(experiment, "generated_tokens", 0),
        mean(experiment, "policy_calls", 1),
        mean(experiment, "reward_calls", 1),
        mean(experiment, "seconds", 1),
        String.valueOf(experiment.failed()));
  }

  private static String mean(ExperimentMetrics experiment, String column, int decimals) {
    Double mean = experiment.perSearch().get(column);
    return mean == null ? "-" : String.format(Locale.ROOT, "%." + decimals + "f", mean);
  }
}
