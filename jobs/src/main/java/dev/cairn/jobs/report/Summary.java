package dev.cairn.jobs.report;

import dev.cairn.engine.metrics.Estimate;
import dev.cairn.jobs.Report;
import dev.cairn.jobs.Report.Amount;
import dev.cairn.jobs.Report.Baseline;
import dev.cairn.jobs.Report.Measure;
import dev.cairn.jobs.RunMetrics;
import dev.cairn.jobs.RunMetrics.Comparison;
import dev.cairn.jobs.RunMetrics.ExperimentMetrics;
import dev.cairn.jobs.report.Remark.Sort;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;

/** What was best, at what cost, and whether one can trust it. */
final class Summary {
  /** The chance of a false alarm that is usual. */
  private static final double ALPHA = 0.05;

  /** Half an interval's width above which a run is too small for small differences. */
  private static final double WIDE = 0.03;

  /** The most experiments that are all named. */
  private static final int NAMED = 3;

  private final Report report;
  private final RunMetrics metrics;

  Summary(Report report) {
    this.report = report;
    this.metrics = report.metrics();
  }

  /** All remarks, in the order in which they are read. */
  List<Remark> remarks() {
    ExperimentMetrics best = best();
    List<Remark> remarks = new ArrayList<>();
    remarks.add(
        new Remark(
            Sort.BEST,
            "%s is right on %s of %d problems (95 %% interval %s)."
                .formatted(
                    best.name(),
                    Numbers.percent(best.accuracy().value()),
                    best.problems(),
                    Numbers.percentRange(best.accuracy()))));
    remarks.add(new Remark(Sort.COST, cost(best)));
    if (metrics.experiments().size() > 1) {
      remarks.add(new Remark(Sort.RIVAL, rival(best)));
    }
    Baseline baseline = report.baseline();
    if (baseline != null) {
      remarks.add(baseline(baseline));
    }
    remarks.add(
        metrics.simulated()
            ? new Remark(Sort.DOUBT, metrics.workers() + ".")
            : new Remark(Sort.SOUND, "Answers came from servers: " + metrics.workers() + "."));
    remarks.add(failures());
    remarks.add(width(best.accuracy()));
    remarks.add(repetitions(best));
    if (report.basis().data().size() > 1) {
      remarks.add(
          new Remark(
              Sort.DOUBT,
              "Experiments are on different data sets: accuracies tell of the problems as much as of"
                  + " the methods, and only those on the same set are compared."));
    }
    return remarks;
  }

  private ExperimentMetrics best() {
    return metrics.experiments().stream()
        .max(
            Comparator.<ExperimentMetrics>comparingDouble(each -> each.accuracy().value())
                .thenComparing(
                    Comparator.<ExperimentMetrics>comparingDouble(each -> tokens(each.name()))
                        .reversed()))
        .orElseThrow();
  }

  private String cost(ExperimentMetrics best) {
    Map<Measure, Amount> amounts = amounts(best.name());
    String parts =
        Arrays.stream(Measure.values())
            .map(measure -> part(measure, of(amounts, measure).estimate()))
            .filter(part -> !part.isEmpty())
            .collect(Collectors.joining(", "));
    return "A search of it costs %s in the mean.".formatted(parts);
  }

  private String part(Measure measure, @Nullable Estimate estimate) {
    if (estimate == null) {
      return "";
    }
    String amount = Numbers.amount(estimate.value());
    return switch (measure) {
      case TOKENS -> amount + " generated tokens";
      case FLOPS -> amount + " FLOPs";
      case MONEY -> amount + " " + report.basis().currency();
      case SECONDS -> amount + " s";
    };
  }

  /** The cheapest experiment of which it is not shown that it is worse. */
  private String rival(ExperimentMetrics best) {
    double tokens = tokens(best.name());
    ExperimentMetrics rival =
        metrics.experiments().stream()
            .filter(each -> tokens(each.name()) < tokens)
            .filter(each -> p(best.name(), each.name()) >= ALPHA)
            .min(Comparator.comparingDouble(each -> tokens(each.name())))
            .orElse(null);
    if (rival == null) {
      return metrics.experiments().stream().allMatch(each -> tokens(each.name()) >= tokens)
          ? "No experiment generates fewer tokens."
          : "Every cheaper experiment is shown to be worse (p below 0.05 after Holm).";
    }
    return "%s is not shown to be worse (%s points, p %s after Holm) for %s of its generated tokens."
        .formatted(
            rival.name(),
            Numbers.points(rival.accuracy().value() - best.accuracy().value()),
            Numbers.p(p(best.name(), rival.name())),
            Numbers.percent(tokens(rival.name()) / tokens));
  }

  private Remark failures() {
    if (metrics.failed() == 0) {
      return new Remark(Sort.SOUND, "All %d searches were completed.".formatted(metrics.items()));
    }
    return new Remark(
        Sort.DOUBT,
        "%d of %d searches failed and count as wrong answers."
            .formatted(metrics.failed(), metrics.items()));
  }

  private static Remark width(Estimate accuracy) {
    double half = (accuracy.high() - accuracy.low()) / 2;
    String text =
        "With %d problems an accuracy is known to about ±%.1f points."
            .formatted(accuracy.n(), 100 * half);
    return half > WIDE
        ? new Remark(Sort.DOUBT, text + " Smaller differences need more problems.")
        : new Remark(Sort.SOUND, text);
  }

  private Remark repetitions(ExperimentMetrics best) {
    return best.repetitions() > 1
        ? new Remark(
            Sort.SOUND,
            "Every search was repeated %d times from other seeds.".formatted(best.repetitions()))
        : new Remark(
            Sort.DOUBT,
            "One repetition (seed %d): intervals tell of other problems, not of other seeds."
                .formatted(metrics.seed()));
  }

  private static Remark baseline(Baseline baseline) {
    String name = new Path(baseline.directory()).getName();
    int compared = baseline.comparisons().size();
    List<Comparison> worse =
        baseline.comparisons().stream()
            .filter(each -> each.pHolm() <= ALPHA && each.difference().value() < 0)
            .sorted(Comparator.comparingDouble(each -> each.difference().value()))
            .toList();
    if (worse.isEmpty()) {
      return new Remark(
          Sort.SOUND,
          "Against the baseline %s none of %d experiments is shown to be worse."
              .formatted(name, compared));
    }
    String named =
        worse.stream()
            .limit(worse.size() > NAMED ? 1 : NAMED)
            .map(
                each ->
                    "%s by %s points (p %s after Holm)"
                        .formatted(
                            each.first(),
                            Numbers.points(each.difference().value()),
                            Numbers.p(each.pHolm())))
            .collect(Collectors.joining(", "));
    return new Remark(
        Sort.WORSE,
        "Worse than the baseline %s: %d of %d experiments, %s%s."
            .formatted(
                name, worse.size(), compared, worse.size() > NAMED ? "most of all " : "", named));
  }

  private double p(String one, String other) {
    return metrics.comparisons().stream()
        .filter(
            each ->
                (each.first().equals(one) && each.second().equals(other))
                    || (each.first().equals(other) && each.second().equals(one)))
        .mapToDouble(Comparison::pHolm)
        .findFirst()
        .orElse(1);
  }

  private double tokens(String experiment) {
    return Objects.requireNonNull(of(amounts(experiment), Measure.TOKENS).estimate()).value();
  }

  private Map<Measure, Amount> amounts(String experiment) {
    return report.costs().stream()
        .filter(cost -> cost.experiment().equals(experiment))
        .findFirst()
        .orElseThrow()
        .amounts();
  }

  private static Amount of(Map<Measure, Amount> amounts, Measure measure) {
    return Objects.requireNonNull(amounts.get(measure));
  }
}
