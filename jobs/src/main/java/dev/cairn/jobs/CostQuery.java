package dev.cairn.jobs;

import static org.apache.spark.sql.functions.avg;
import static org.apache.spark.sql.functions.col;

import dev.cairn.engine.config.RunSpec;
import dev.cairn.engine.config.RunSpec.Experiment;
import dev.cairn.engine.metrics.Bootstrap;
import dev.cairn.engine.metrics.Compute;
import dev.cairn.engine.metrics.Figure;
import dev.cairn.engine.metrics.ModelSize;
import dev.cairn.jobs.Report.Amount;
import dev.cairn.jobs.Report.Cost;
import dev.cairn.jobs.Report.Measure;
import dev.cairn.jobs.ReportSettings.Prices;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToDoubleFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/** What searches cost, from the table of usage. */
final class CostQuery {
  private static final List<String> COLUMNS =
      List.of(
          "prompt_tokens",
          "cached_tokens",
          "generated_tokens",
          "reward_tokens",
          "reward_generated_tokens",
          "policy_calls",
          "reward_calls",
          "seconds");

  private final ReportSettings settings;
  private final RunSpec run;
  private final Bootstrap bootstrap;

  CostQuery(ReportSettings settings, RunSpec run) {
    this.settings = settings;
    this.run = run;
    this.bootstrap = ProblemMeans.bootstrap(run.seed());
  }

  /** A problem's mean search. */
  private record Spent(Compute compute, double cached, double seconds) {}

  /** The costs of each experiment, in their order. */
  List<Cost> costs(Dataset<Row> usage) {
    Map<String, List<Spent>> spent = new HashMap<>();
    Column[] means = COLUMNS.stream().map(name -> avg(col(name)).as(name)).toArray(Column[]::new);
    usage
        .groupBy("experiment", "problem")
        .agg(means[0], Arrays.copyOfRange(means, 1, means.length))
        .sort("experiment", "problem")
        .collectAsList()
        .forEach(
            row ->
                spent.computeIfAbsent(row.getString(0), name -> new ArrayList<>()).add(spent(row)));
    return run.experiments().stream()
        .map(experiment -> cost(experiment, Objects.requireNonNull(spent.get(experiment.name()))))
        .toList();
  }

  private static Spent spent(Row row) {
    double cached = row.<Double>getAs("cached_tokens");
    return new Spent(
        new Compute(
            row.<Double>getAs("generated_tokens"),
            row.<Double>getAs("prompt_tokens") - cached,
            row.<Double>getAs("reward_tokens"),
            row.<Double>getAs("reward_generated_tokens"),
            row.<Double>getAs("policy_calls") + row.<Double>getAs("reward_calls")),
        cached,
        row.<Double>getAs("seconds"));
  }

  private Cost cost(Experiment experiment, List<Spent> problems) {
    Prices prices = settings.prices(run, experiment.policy(), experiment.reward());
    @Nullable ModelSize policy = settings.policies().get(experiment.policy());
    Map<Measure, Amount> amounts = new EnumMap<>(Measure.class);
    amounts.put(
        Measure.TOKENS, amount(problems, each -> Figure.of(each.compute().generatedTokens())));
    amounts.put(
        Measure.FLOPS,
        amount(problems, each -> each.compute().flops(policy, settings.reward(), 0)));
    amounts.put(Measure.MONEY, amount(problems, each -> prices.of(each.compute(), each.cached())));
    amounts.put(Measure.SECONDS, amount(problems, each -> Figure.of(each.seconds())));
    return new Cost(experiment.name(), amounts);
  }

  private interface Costing {
    Figure of(Spent spent);
  }

  /** Undefined where it is for one problem. */
  private Amount amount(List<Spent> problems, Costing costing) {
    double[] values = new double[problems.size()];
    for (int i = 0; i < values.length; i++) {
      Figure figure = costing.of(problems.get(i));
      if (figure.missing() != null) {
        return Amount.none(figure.missing());
      }
      values[i] = figure.get();
    }
    return Amount.of(bootstrap.mean(values));
  }

  /**
   * The experiments that no other one beats: none costs less or as much and is more accurate, and
   * none is as accurate for less.
   */
  static Map<Measure, List<String>> frontiers(List<Cost> costs, Map<String, Double> accuracy) {
    Map<Measure, List<String>> frontiers = new EnumMap<>(Measure.class);
    for (Measure measure : Measure.values()) {
      ToDoubleFunction<Cost> right =
          cost -> Objects.requireNonNull(accuracy.get(cost.experiment()));
      List<Cost> ascending =
          costs.stream()
              .filter(cost -> value(cost, measure) != null)
              .sorted(
                  Comparator.<Cost>comparingDouble(
                          cost -> Objects.requireNonNull(value(cost, measure)))
                      .thenComparing(Comparator.comparingDouble(right).reversed()))
              .toList();
      List<String> frontier = new ArrayList<>();
      double best = Double.NEGATIVE_INFINITY;
      for (Cost cost : ascending) {
        if (right.applyAsDouble(cost) > best) {
          best = right.applyAsDouble(cost);
          frontier.add(cost.experiment());
        }
      }
      frontiers.put(measure, frontier);
    }
    return frontiers;
  }

  private static @Nullable Double value(Cost cost, Measure measure) {
    Amount amount = Objects.requireNonNull(cost.amounts().get(measure));
    return amount.estimate() == null ? null : amount.estimate().value();
  }
}
