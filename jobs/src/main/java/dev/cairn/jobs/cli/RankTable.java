package dev.cairn.jobs.cli;

import dev.cairn.engine.metrics.Estimate;
import dev.cairn.engine.metrics.Figure;
import dev.cairn.jobs.RankReport;
import dev.cairn.jobs.RankReport.Comparison;
import dev.cairn.jobs.RankReport.Method;
import dev.cairn.jobs.RankReport.Point;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A report on ranked pools as text. */
final class RankTable {
  private RankTable() {}

  static String of(RankReport report) {
    StringBuilder text = new StringBuilder();
    text.append(
        "%d pools of %s candidates; %d have right and wrong ones; %d candidates without an answer%s%n%n"
            .formatted(
                report.problems(),
                report.smallestPool() == report.largestPool()
                    ? report.smallestPool()
                    : "%d to %d".formatted(report.smallestPool(), report.largestPool()),
                report.decidable(),
                report.unanswered(),
                report.badRows() == 0
                    ? ""
                    : "; %d bad rows set aside".formatted(report.badRows())));
    text.append(TextTable.of(methods(report)));
    report.left().forEach((vote, why) -> text.append("%nno %s: %s".formatted(vote, why)));
    text.append(
        "%nmean is a choice at random, oracle one that is right where it can be; at random: with ties broken so.%n"
            .formatted());
    if (report.methods().size() > 1) {
      text.append(
          "difference is to %s, paired by problem; p by sign flips, corrected after Holm.%n"
              .formatted(report.methods().get(0).vote()));
    }
    text.append("%nAccuracy over n, in %%:%n%n".formatted()).append(TextTable.of(curve(report)));
    if (report.curve().stream().anyMatch(Point::simulated)) {
      text.append(
          "%n~ over %d random draws, seed %d%n"
              .formatted(report.settings().trials(), report.settings().seed()));
    }
    return text.toString();
  }

  private static List<List<String>> methods(RankReport report) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(
        List.of(
            "vote",
            "accuracy",
            "95 % interval",
            "at random",
            "tied",
            "regret",
            "efficiency",
            "difference",
            "95 % interval",
            "p"));
    rows.add(plain("mean", report.mean()));
    for (Method method : report.methods()) {
      Comparison comparison = method.comparison();
      rows.add(
          List.of(
              method.vote(),
              TextTable.percent(method.accuracy()),
              TextTable.interval(method.accuracy()),
              TextTable.percent(method.expected()),
              String.valueOf(method.tied()),
              TextTable.percent(method.regret()),
              percent(method.efficiency()),
              comparison == null ? "-" : TextTable.percent(comparison.difference()),
              comparison == null ? "-" : TextTable.interval(comparison.difference()),
              comparison == null ? "-" : String.format(Locale.ROOT, "%.3f", comparison.holm())));
    }
    rows.add(plain("oracle", report.coverage()));
    return rows;
  }

  private static List<String> plain(String name, Estimate estimate) {
    return List.of(
        name,
        TextTable.percent(estimate),
        TextTable.interval(estimate),
        "-",
        "-",
        "-",
        "-",
        "-",
        "-",
        "-");
  }

  /** A row per vote, a column per n. */
  private static List<List<String>> curve(RankReport report) {
    Map<String, List<String>> rows = new LinkedHashMap<>();
    List<String> header = rows.computeIfAbsent("", name -> new ArrayList<>(List.of("n")));
    List<String> tokens = new ArrayList<>(List.of("tokens"));
    String first = report.curve().get(0).method();
    for (Point point : report.curve()) {
      if (point.method().equals(first)) {
        header.add(String.valueOf(point.n()));
        tokens.add(whole(point.tokens()));
      }
      rows.computeIfAbsent(point.method(), name -> new ArrayList<>(List.of(name)))
          .add(
              (point.simulated() ? "~" : "")
                  + String.format(Locale.ROOT, "%.1f", 100 * point.accuracy().value()));
    }
    List<List<String>> table = new ArrayList<>(rows.values());
    if (report.curve().get(0).tokens().defined()) {
      table.add(tokens);
    }
    return table;
  }

  private static String percent(Figure figure) {
    return figure.defined() ? TextTable.percent(figure.get()) : "-";
  }

  private static String whole(Figure figure) {
    return figure.defined() ? String.format(Locale.ROOT, "%.0f", figure.get()) : "-";
  }
}
