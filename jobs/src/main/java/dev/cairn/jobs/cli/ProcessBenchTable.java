package dev.cairn.jobs.cli;

import dev.cairn.engine.metrics.Figure;
import dev.cairn.jobs.CriticJob.CriticFigures;
import dev.cairn.jobs.PrmBenchJob.ClassFigures;
import dev.cairn.jobs.PrmBenchJob.PrmBenchFigures;
import dev.cairn.jobs.ProcessBenchReport;
import dev.cairn.jobs.ProcessBenchReport.Scores;
import dev.cairn.jobs.ProcessBenchReport.Subset;
import dev.cairn.jobs.ProcessBenchReport.Verifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reports on the search for first wrong steps as text. */
final class ProcessBenchTable {
  private ProcessBenchTable() {}

  static String of(ProcessBenchReport report) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(
        List.of(
            "verifier",
            "threshold",
            "subset",
            "n",
            "missing",
            "error",
            "correct",
            "F1",
            "95 % interval",
            "AUROC",
            "of steps",
            "ECE",
            "Brier"));
    for (Verifier verifier : report.verifiers()) {
      verifier.subsets().forEach(subset -> rows.add(row(verifier, subset)));
      rows.add(average(verifier));
    }
    StringBuilder text = new StringBuilder(TextTable.of(rows));
    text.append(
        "%nF1 is the harmonic mean of the accuracies on solutions with and without an error; average does not weigh subsets by size.%n"
            .formatted());
    if (report.settings().threshold() == null) {
      text.append(
          "Thresholds were found on %s, whose own F1 is therefore not to be relied on.%n"
              .formatted(report.settings().thresholdFrom()));
    }
    if (report.badRows() > 0) {
      text.append("%d bad rows set aside.%n".formatted(report.badRows()));
    }
    return text.toString();
  }

  private static List<String> row(Verifier verifier, Subset subset) {
    Scores solutions = subset.solutions();
    Scores steps = subset.steps();
    return List.of(
        name(verifier.name()),
        decimals(verifier.threshold()),
        subset.name(),
        String.valueOf(subset.errors() + subset.correct()),
        String.valueOf(subset.missing()),
        percent(subset.errorAccuracy()),
        percent(subset.correctAccuracy()),
        percent(subset.f1()),
        subset.interval() == null ? "-" : TextTable.interval(subset.interval()),
        solutions == null ? "-" : decimals(solutions.auroc()),
        steps == null ? "-" : decimals(steps.auroc()),
        steps == null ? "-" : decimals(steps.expectedCalibrationError()),
        steps == null ? "-" : decimals(steps.brier()));
  }

  private static List<String> average(Verifier verifier) {
    return List.of(
        name(verifier.name()),
        decimals(verifier.threshold()),
        "average",
        "",
        "",
        "",
        "",
        percent(verifier.averageF1()),
        "",
        "",
        "",
        "",
        "");
  }

  static String of(List<CriticFigures> figures) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("critic", "subset", "n", "missing", "step accuracy", "first error accuracy"));
    for (CriticFigures each : figures) {
      rows.add(
          List.of(
              name(each.critic()),
              each.subset(),
              String.valueOf(each.trajectories()),
              String.valueOf(each.missing()),
              percent(each.stepAccuracy()),
              percent(each.firstErrorAccuracy())));
    }
    return TextTable.of(rows);
  }

  static String ofPrmBench(List<PrmBenchFigures> figures) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(
        List.of("verifier", "class", "PRMScore", "F1", "negative F1", "first error", "with -1"));
    for (PrmBenchFigures each : figures) {
      each.classes().forEach((name, own) -> rows.add(row(each.verifier(), name, own)));
      rows.add(row(each.verifier(), "total", each.total()));
    }
    StringBuilder text = new StringBuilder(TextTable.of(rows));
    for (PrmBenchFigures each : figures) {
      text.append(
          "%n%s: %d solutions judged at threshold %s, %d without scores; groups:"
              .formatted(name(each.verifier()), each.judged(), each.threshold(), each.missing()));
      each.groups()
          .forEach((group, score) -> text.append(" %s %s".formatted(group, percent(score))));
    }
    return text.append('\n').toString();
  }

  private static List<String> row(String verifier, String name, ClassFigures figures) {
    return List.of(
        name(verifier),
        name,
        percent(figures.prmScore()),
        percent(figures.f1()),
        percent(figures.negativeF1()),
        percent(figures.firstErrorAccuracy()),
        TextTable.percent(figures.minusOne()));
  }

  private static String name(String name) {
    return name.isEmpty() ? "-" : name;
  }

  private static String percent(Figure figure) {
    return figure.defined() ? TextTable.percent(figure.get()) : "-";
  }

  private static String decimals(Figure figure) {
    return figure.defined() ? decimals(figure.get()) : "-";
  }

  private static String decimals(@Nullable Double value) {
    return value == null ? "-" : String.format(Locale.ROOT, "%.3f", value);
  }
}
