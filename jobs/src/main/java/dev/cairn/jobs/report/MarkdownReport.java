package dev.cairn.jobs.report;

import dev.cairn.engine.metrics.Estimate;
import dev.cairn.jobs.ProcessBenchReport;
import dev.cairn.jobs.ProcessBenchReport.Subset;
import dev.cairn.jobs.ProcessBenchReport.Verifier;
import dev.cairn.jobs.Report;
import dev.cairn.jobs.Report.Amount;
import dev.cairn.jobs.Report.Baseline;
import dev.cairn.jobs.Report.Cost;
import dev.cairn.jobs.Report.Difficulty;
import dev.cairn.jobs.Report.Measure;
import dev.cairn.jobs.Report.Reliability;
import dev.cairn.jobs.Report.VoteCurve;
import dev.cairn.jobs.RunMetrics.Comparison;
import dev.cairn.jobs.RunMetrics.ExperimentMetrics;
import dev.cairn.jobs.RunMetrics.Point;
import dev.cairn.jobs.report.Remark.Sort;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The report as Markdown, for terminals, pull requests and chats; without trees. */
public final class MarkdownReport {
  private final Report report;
  private final StringBuilder text = new StringBuilder();

  public MarkdownReport(Report report) {
    this.report = report;
  }

  /** The whole text. */
  public String text() {
    text.setLength(0);
    text.append("# ").append(escaped(report.metrics().run())).append("\n\n");
    new Summary(report)
        .remarks()
        .forEach(
            remark ->
                text.append(
                        remark.sort() == Sort.DOUBT || remark.sort() == Sort.WORSE
                            ? "- **!** "
                            : "- ")
                    .append(escaped(remark.text()))
                    .append('\n'));
    experiments();
    costs();
    votes();
    curves();
    difficulty();
    comparisons("Comparison", report.metrics().comparisons());
    baseline();
    nights();
    calibration();
    processBench();
    servers();
    failures();
    return text.toString();
  }

  private void experiments() {
    heading("Experiments");
    List<List<String>> rows = new ArrayList<>();
    for (ExperimentMetrics each : report.metrics().experiments()) {
      rows.add(
          List.of(
              each.name(),
              Numbers.percent(each.accuracy().value()),
              Numbers.percentRange(each.accuracy()),
              String.valueOf(each.accuracy().n()),
              each.rankAt1() == null ? "-" : Numbers.percent(each.rankAt1().value()),
              Numbers.percent(each.coverage().value()),
              Numbers.points(each.selection().regret()),
              String.valueOf(each.failed())));
    }
    table(
        List.of(
            "experiment",
            "accuracy",
            "95 % interval",
            "n",
            "rank@1",
            "coverage",
            "regret, points",
            "failed"),
        rows);
  }

  private void costs() {
    heading("Cost of a search");
    List<List<String>> rows = new ArrayList<>();
    for (Cost cost : report.costs()) {
      for (Measure measure : Measure.values()) {
        Amount amount = Objects.requireNonNull(cost.amounts().get(measure));
        Estimate estimate = amount.estimate();
        boolean best =
            Objects.requireNonNull(report.frontiers().get(measure)).contains(cost.experiment());
        rows.add(
            List.of(
                cost.experiment(),
                name(measure),
                estimate == null ? "-" : Numbers.amount(estimate.value()),
                estimate == null
                    ? String.valueOf(amount.missing())
                    : "%s to %s"
                        .formatted(Numbers.amount(estimate.low()), Numbers.amount(estimate.high())),
                best ? "yes" : "no"));
      }
    }
    table(List.of("experiment", "measure", "mean", "95 % interval", "Pareto frontier"), rows);
  }

  private String name(Measure measure) {
    return measure == Measure.MONEY
        ? "money, " + report.basis().currency()
        : measure.name().toLowerCase(Locale.ROOT);
  }

  private void votes() {
    heading("Votes");
    List<List<String>> rows = new ArrayList<>();
    for (ExperimentMetrics each : report.metrics().experiments()) {
      each.votes()
          .forEach(
              (vote, accuracy) ->
                  rows.add(
                      List.of(
                          each.name(),
                          vote + (vote.equals(each.vote()) ? " (its own)" : ""),
                          Numbers.percent(accuracy.value()),
                          Numbers.percentRange(accuracy))));
    }
    table(List.of("experiment", "vote", "accuracy", "95 % interval"), rows);
  }

  private void curves() {
    heading("Accuracy over the number of candidates");
    List<List<String>> rows = new ArrayList<>();
    for (ExperimentMetrics each : report.metrics().experiments()) {
      points(rows, each.name(), "oracle (pass@k)", each.passAtK());
      points(rows, each.name(), "majority", each.majorityAtK());
    }
    for (VoteCurve curve : report.curves()) {
      for (Report.At at : curve.points()) {
        point(rows, curve.experiment(), curve.vote(), at.k(), at.estimate());
      }
    }
    table(List.of("experiment", "vote", "n", "accuracy", "95 % interval"), rows);
  }

  private static void points(
      List<List<String>> rows, String experiment, String vote, List<Point> points) {
    points.forEach(at -> point(rows, experiment, vote, at.k(), at.estimate()));
  }

  private static void point(
      List<List<String>> rows, String experiment, String vote, int k, @Nullable Estimate estimate) {
    if (estimate != null) {
      rows.add(
          List.of(
              experiment,
              vote,
              String.valueOf(k),
              Numbers.percent(estimate.value()),
              Numbers.percentRange(estimate)));
    }
  }

  private void difficulty() {
    heading("Difficulty");
    List<List<String>> rows = new ArrayList<>();
    for (Difficulty level : report.difficulty()) {
      level
          .accuracy()
          .forEach(
              (experiment, accuracy) ->
                  rows.add(
                      List.of(
                          level.label(),
                          String.valueOf(level.problems()),
                          experiment,
                          Numbers.percent(accuracy.value()),
                          Numbers.percentRange(accuracy))));
    }
    table(List.of("right candidates", "problems", "experiment", "accuracy", "95 % interval"), rows);
  }

  private void comparisons(String title, List<Comparison> comparisons) {
    if (comparisons.isEmpty()) {
      return;
    }
    heading(title);
    table(
        List.of(
            "first", "second", "difference, points", "95 % interval", "p", "p after Holm", "test"),
        comparisons.stream()
            .map(
                each ->
                    List.of(
                        each.first(),
                        each.second(),
                        Numbers.points(each.difference().value()),
                        "%s to %s"
                            .formatted(
                                Numbers.points(each.difference().low()),
                                Numbers.points(each.difference().high())),
                        Numbers.p(each.p()),
                        Numbers.p(each.pHolm()),
                        each.test()))
            .toList());
  }

  private void baseline() {
    Baseline baseline = report.baseline();
    if (baseline != null) {
      comparisons("Against the baseline " + baseline.run(), baseline.comparisons());
    }
  }

  private void nights() {
    if (report.nights().isEmpty()) {
      return;
    }
    heading("Nights");
    table(
        List.of(
            "night",
            "experiment",
            "accuracy",
            "95 % interval",
            "change, points",
            "p after Holm",
            ""),
        report.nights().stream()
            .map(
                each ->
                    List.of(
                        each.time(),
                        each.experiment(),
                        Numbers.percent(each.accuracy()),
                        Numbers.percentRange(each.low(), each.high()),
                        each.difference() == null ? "-" : Numbers.points(each.difference()),
                        each.pHolm() == null ? "-" : Numbers.p(each.pHolm()),
                        Boolean.TRUE.equals(each.regression()) ? "regression" : ""))
            .toList());
  }

  private void calibration() {
    if (report.reliability().isEmpty()) {
      return;
    }
    heading("Calibration of rewards");
    List<List<String>> rows = new ArrayList<>();
    for (Reliability each : report.reliability()) {
      for (Report.Bin bin : each.bins()) {
        rows.add(
            List.of(
                each.experiment(),
                Numbers.amount(bin.reward()),
                Numbers.percent(bin.right().value()),
                Numbers.percentRange(bin.right()),
                String.valueOf(bin.count())));
      }
    }
    table(List.of("experiment", "mean reward", "right", "95 % interval", "candidates"), rows);
  }

  private void processBench() {
    List<List<String>> rows = new ArrayList<>();
    for (ProcessBenchReport each : report.processBench()) {
      for (Verifier verifier : each.verifiers()) {
        for (Subset subset : verifier.subsets()) {
          rows.add(processBenchRow(verifier, subset));
        }
      }
    }
    if (!rows.isEmpty()) {
      heading("ProcessBench");
      table(List.of("reward model", "subset", "F1", "95 % interval"), rows);
    }
  }

  private static List<String> processBenchRow(Verifier verifier, Subset subset) {
    return List.of(
        verifier.name(),
        subset.name(),
        subset.f1().defined()
            ? Numbers.percent(subset.f1().get())
            : String.valueOf(subset.f1().missing()),
        subset.interval() == null ? "-" : Numbers.percentRange(subset.interval()));
  }

  private void servers() {
    heading("Workers");
    table(
        List.of("role", "server", "calls", "tokens read", "tokens written", "money", "failures"),
        report.servers().stream()
            .map(
                each ->
                    List.of(
                        each.role(),
                        each.endpoint(),
                        String.valueOf(each.calls()),
                        Numbers.amount((double) each.promptTokens()),
                        Numbers.amount((double) each.generatedTokens()),
                        each.money().defined() ? Numbers.amount(each.money().get()) : "-",
                        String.valueOf(each.failures())))
            .toList());
  }

  private void failures() {
    heading("Failures");
    if (report.causes().isEmpty()) {
      text.append("None.\n");
      return;
    }
    table(
        List.of("experiment", "cause", "searches", "for example"),
        report.causes().stream()
            .map(
                each ->
                    List.of(
                        each.experiment(),
                        each.failure(),
                        String.valueOf(each.searches()),
                        each.example()))
            .toList());
  }

  private void heading(String title) {
    text.append("\n## ").append(escaped(title)).append("\n\n");
  }

  private void table(List<String> header, List<List<String>> rows) {
    text.append(row(header));
    text.append("|").append(" --- |".repeat(header.size())).append('\n');
    rows.forEach(each -> text.append(row(each)));
  }

  private static String row(List<String> cells) {
    return cells.stream()
        .map(MarkdownReport::escaped)
        .collect(Collectors.joining(" | ", "| ", " |\n"));
  }

  /** In one line, and without markup of its own. */
  private static String escaped(String text) {
    return text.replaceAll("\\p{Cntrl}+", " ").replaceAll("([\\\\`*_\\[\\]<|#])", "\\\\$1");
  }
}
