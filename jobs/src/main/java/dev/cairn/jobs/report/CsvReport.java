package dev.cairn.jobs.report;

import dev.cairn.engine.metrics.Estimate;
import dev.cairn.engine.metrics.Figure;
import dev.cairn.jobs.ProcessBenchReport;
import dev.cairn.jobs.ProcessBenchReport.Subset;
import dev.cairn.jobs.ProcessBenchReport.Verifier;
import dev.cairn.jobs.Report;
import dev.cairn.jobs.Report.Amount;
import dev.cairn.jobs.Report.Baseline;
import dev.cairn.jobs.Report.Cause;
import dev.cairn.jobs.Report.Cost;
import dev.cairn.jobs.Report.Difficulty;
import dev.cairn.jobs.Report.Measure;
import dev.cairn.jobs.Report.Night;
import dev.cairn.jobs.Report.Reliability;
import dev.cairn.jobs.Report.Server;
import dev.cairn.jobs.Report.VoteCurve;
import dev.cairn.jobs.RunMetrics.Comparison;
import dev.cairn.jobs.RunMetrics.ExperimentMetrics;
import dev.cairn.jobs.RunMetrics.Point;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The report as rows for spreadsheets and notebooks, one figure a row (RFC 4180): section,
 * experiment, figure, at (what the figure is taken at: a vote, n, a measure, a server), value, low
 * and high (of its interval), n, and note (how the interval was found, or why there is no value).
 */
public final class CsvReport {
  private static final String HEADER = "section,experiment,figure,at,value,low,high,n,note\r\n";

  private final Report report;
  private final StringBuilder text = new StringBuilder();

  public CsvReport(Report report) {
    this.report = report;
  }

  /** The whole text. */
  public String text() {
    text.setLength(0);
    text.append(HEADER);
    String notice = report.metrics().simulated() ? report.metrics().workers() : "";
    row("run", "", report.metrics().run(), "seed", String.valueOf(report.metrics().seed()), notice);
    report.metrics().experiments().forEach(this::experiment);
    costs();
    frontiers();
    curves();
    reliability();
    difficulty();
    comparisons("comparison", report.metrics().comparisons());
    Baseline baseline = report.baseline();
    if (baseline != null) {
      comparisons("baseline " + baseline.run(), baseline.comparisons());
    }
    nights();
    processBench();
    report.servers().forEach(this::server);
    failures();
    return text.toString();
  }

  private void experiment(ExperimentMetrics each) {
    String name = each.name();
    estimate("accuracy", name, "accuracy", each.vote(), each.accuracy(), "");
    estimate("accuracy", name, "rank@1", "", each.rankAt1(), "the experiment has no reward model");
    estimate("accuracy", name, "coverage", "", each.coverage(), "");
    row("accuracy", name, "failed searches", "", String.valueOf(each.failed()), "");
    row(
        "selection",
        name,
        "mean accuracy",
        "",
        Numbers.exact(each.selection().meanAccuracy()),
        "of a choice at random");
    row("selection", name, "regret", "", Numbers.exact(each.selection().regret()), "");
    figure("selection", name, "efficiency", "", each.selection().efficiency());
    each.votes()
        .forEach((vote, accuracy) -> estimate("votes", name, "accuracy", vote, accuracy, ""));
    points(name, "pass@k", each.passAtK());
    points(name, "maj@k", each.majorityAtK());
    figure("reward", name, "auroc", "", each.rewardQuality().auroc());
    figure("reward", name, "brier", "", each.rewardQuality().brier());
  }

  private void points(String experiment, String figure, List<Point> points) {
    points.forEach(
        at ->
            estimate(
                "candidates",
                experiment,
                figure,
                String.valueOf(at.k()),
                at.estimate(),
                at.missing()));
  }

  private void costs() {
    for (Cost cost : report.costs()) {
      for (Map.Entry<Measure, Amount> each : cost.amounts().entrySet()) {
        Amount amount = each.getValue();
        String measure = name(each.getKey());
        estimate(
            "cost", cost.experiment(), "per search", measure, amount.estimate(), amount.missing());
      }
    }
  }

  private void frontiers() {
    for (Map.Entry<Measure, List<String>> each : report.frontiers().entrySet()) {
      for (String experiment : each.getValue()) {
        row("pareto", experiment, "on the frontier", name(each.getKey()), "1", "");
      }
    }
  }

  private static String name(Measure measure) {
    return measure.name().toLowerCase(Locale.ROOT);
  }

  private void curves() {
    for (VoteCurve curve : report.curves()) {
      for (Report.At at : curve.points()) {
        String k = String.valueOf(at.k());
        estimate("candidates", curve.experiment(), curve.vote() + "@k", k, at.estimate(), "");
      }
    }
  }

  private void reliability() {
    for (Reliability each : report.reliability()) {
      String experiment = each.experiment();
      figure(
          "calibration",
          experiment,
          "expected calibration error",
          each.aggregation(),
          each.expectedCalibrationError());
      for (Report.Bin bin : each.bins()) {
        estimate("calibration", experiment, "right", Numbers.exact(bin.reward()), bin.right(), "");
      }
    }
  }

  private void difficulty() {
    for (Difficulty level : report.difficulty()) {
      level
          .accuracy()
          .forEach(
              (experiment, accuracy) ->
                  estimate("difficulty", experiment, "accuracy", level.label(), accuracy, ""));
    }
  }

  private void comparisons(String section, List<Comparison> comparisons) {
    for (Comparison each : comparisons) {
      estimate(section, each.first(), "difference", each.second(), each.difference(), "");
      row(section, each.first(), "p", each.second(), Numbers.exact(each.p()), each.test());
      row(
          section,
          each.first(),
          "p after Holm",
          each.second(),
          Numbers.exact(each.pHolm()),
          each.test());
    }
  }

  private void nights() {
    for (Night each : report.nights()) {
      line(
          "nights",
          each.experiment(),
          "accuracy",
          each.time(),
          Numbers.exact(each.accuracy()),
          Numbers.exact(each.low()),
          Numbers.exact(each.high()),
          String.valueOf(each.problems()),
          Boolean.TRUE.equals(each.regression()) ? "regression" : "");
    }
  }

  private void processBench() {
    for (ProcessBenchReport each : report.processBench()) {
      for (Verifier verifier : each.verifiers()) {
        for (Subset subset : verifier.subsets()) {
          estimate(
              "processbench",
              verifier.name(),
              "F1",
              subset.name(),
              subset.interval(),
              subset.f1().missing());
        }
      }
    }
  }

  private void server(Server server) {
    String at = server.role() + " " + server.endpoint();
    count("calls", at, server.calls());
    count("retries", at, server.retries());
    count("failures", at, server.failures());
    count("prompt tokens", at, server.promptTokens());
    count("cached tokens", at, server.cachedTokens());
    count("generated tokens", at, server.generatedTokens());
    row("workers", "", "latency p50 seconds", at, Numbers.exact(server.latencyP50()), "");
    row("workers", "", "latency p99 seconds", at, Numbers.exact(server.latencyP99()), "");
    figure("workers", "", "money", at, server.money());
  }

  private void count(String figure, String at, long value) {
    row("workers", "", figure, at, String.valueOf(value), "");
  }

  private void failures() {
    for (Cause cause : report.causes()) {
      row(
          "failures",
          cause.experiment(),
          cause.failure(),
          "searches",
          String.valueOf(cause.searches()),
          cause.example());
    }
  }

  private void estimate(
      String section,
      String experiment,
      String figure,
      String at,
      @Nullable Estimate estimate,
      @Nullable String missing) {
    if (estimate == null) {
      row(section, experiment, figure, at, "", String.valueOf(missing));
    } else {
      line(
          section,
          experiment,
          figure,
          at,
          Numbers.exact(estimate.value()),
          Numbers.exact(estimate.low()),
          Numbers.exact(estimate.high()),
          String.valueOf(estimate.n()),
          estimate.method());
    }
  }

  private void figure(String section, String experiment, String figure, String at, Figure value) {
    row(
        section,
        experiment,
        figure,
        at,
        value.defined() ? Numbers.exact(value.get()) : "",
        value.defined() ? "" : String.valueOf(value.missing()));
  }

  private void row(
      String section, String experiment, String figure, String at, String value, String note) {
    line(section, experiment, figure, at, value, "", "", "", note);
  }

  private void line(String... cells) {
    text.append(Arrays.stream(cells).map(CsvReport::cell).collect(Collectors.joining(",")))
        .append("\r\n");
  }

  /** Quoted where it must be; a text that a spreadsheet would take for a formula gets a quote. */
  private static String cell(String text) {
    String safe = text.matches("(?s)[=+@\\t\\r].*|-[^0-9].*") ? "'" + text : text;
    return safe.matches("(?s).*[\",\\r\\n].*") ? "\"" + safe.replace("\"", "\"\"") + "\"" : safe;
  }
}
