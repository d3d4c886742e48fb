package dev.cairn.jobs;

import static org.apache.spark.sql.functions.avg;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.countDistinct;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import dev.cairn.engine.config.RunSpec;
import dev.cairn.engine.config.RunSpec.Experiment;
import dev.cairn.jobs.RunMetrics.ExperimentMetrics;
import dev.cairn.jobs.RunMetrics.RoleCalls;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Computes a run's metrics from its tables, over the partitions. */
final class MetricsQuery {
  private static final Column EXPERIMENT = col("experiment");

  private final RunSpec spec;
  private final Dataset<Row> problems;
  private final Dataset<Row> candidates;
  private final Dataset<Row> decisions;
  private final Dataset<Row> usage;

  /** Of the tables of these names. */
  MetricsQuery(
      RunSpec spec,
      Dataset<Row> problems,
      Dataset<Row> candidates,
      Dataset<Row> decisions,
      Dataset<Row> usage) {
    this.spec = spec;
    this.problems = problems;
    this.candidates = candidates;
    this.decisions = decisions;
    this.usage = usage;
  }

  /**
   * All metrics.
   *
   * @param seconds that the search took
   * @param calls by role
   */
  RunMetrics metrics(double seconds, Map<String, RoleCalls> calls) {
    Map<String, Row> counts =
        byExperiment(
            problems
                .groupBy(EXPERIMENT)
                .agg(
                    countDistinct("problem"),
                    count(lit(1)),
                    sum(when(col("status").equalTo("failed"), 1L).otherwise(0L))));
    RunFigures figures =
        new RunFigures(
            spec,
            new ProblemQuery(problems, candidates, decisions, spec.seed()),
            JavaSparkContext.fromSparkContext(problems.sparkSession().sparkContext()));
    Map<String, Double> shares = candidateAccuracies();
    Map<String, Map<String, Long>> rules = rules();
    Map<String, Row> means = means();
    List<ExperimentMetrics> experiments = new ArrayList<>();
    for (Experiment experiment : spec.experiments()) {
      String name = experiment.name();
      experiments.add(
          figures.metrics(
              experiment,
              new RunFigures.Counts(
                  of(counts, name).getLong(1),
                  of(counts, name).getLong(3),
                  shares.get(name),
                  rules.getOrDefault(name, Map.of()),
                  perSearch(of(means, name))),
              RewardQuality.of(spec, experiment, candidates)));
    }
    return new RunMetrics(
        spec.name(),
        spec.simulate() == null
            ? spec.policyRoles().entrySet().stream()
                .map(policy -> policy.getKey() + " at " + policy.getValue().worker().urls())
                .collect(Collectors.joining(", "))
            : spec.simulate().world().notice(),
        spec.simulate() != null,
        spec.seed(),
        counts.values().stream().mapToLong(row -> row.getLong(2)).sum(),
        counts.values().stream().mapToLong(row -> row.getLong(3)).sum(),
        seconds,
        calls,
        experiments,
        figures.comparisons(),
        new TreeMap<>(RunMetrics.DEFINITIONS));
  }

  private Map<String, Double> candidateAccuracies() {
    Map<String, Double> shares = new HashMap<>();
    problems
        .filter(col("candidates").gt(0))
        .groupBy("experiment", "problem")
        .agg(avg(col("correct_candidates").divide(col("candidates"))).as("share"))
        .groupBy("experiment")
        .agg(avg("share"))
        .collectAsList()
        .forEach(row -> shares.put(row.getString(0), row.getDouble(1)));
    return shares;
  }

  /** By experiment, the number of candidates whose answer each rule found. */
  private Map<String, Map<String, Long>> rules() {
    Map<String, Map<String, Long>> rules = new HashMap<>();
    candidates
        .groupBy(EXPERIMENT, coalesce(col("answer_rule"), lit("none")))
        .count()
        .collectAsList()
        .forEach(
            row ->
                rules
                    .computeIfAbsent(row.getString(0), name -> new TreeMap<>())
                    .put(row.getString(1), row.getLong(2)));
    return rules;
  }

  private Map<String, Row> means() {
    List<Column> columns = costs().stream().map(name -> avg(name).as(name)).toList();
    return byExperiment(
        usage
            .groupBy(EXPERIMENT)
            .agg(columns.get(0), columns.subList(1, columns.size()).toArray(new Column[0])));
  }

  private Map<String, Double> perSearch(Row means) {
    Map<String, Double> perSearch = new TreeMap<>();
    costs().forEach(name -> perSearch.put(name, means.<Double>getAs(name)));
    return perSearch;
  }

  /** The columns of the usage table after the work item's. */
  private List<String> costs() {
    return List.of(usage.columns()).subList(3, usage.columns().length);
  }

  private static Map<String, Row> byExperiment(Dataset<Row> rows) {
    Map<String, Row> byExperiment = new HashMap<>();
    rows.collectAsList().forEach(row -> byExperiment.put(row.getString(0), row));
    return byExperiment;
  }

  private static <T> T of(Map<String, T> rows, String name) {
    return Objects.requireNonNull(rows.get(name), () -> "the tables have nothing of " + name);
  }
}
