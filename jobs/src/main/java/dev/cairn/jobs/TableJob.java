package dev.cairn.jobs;

import static org.apache.spark.sql.functions.avg;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.cairn.engine.config.RewardSpec;
import dev.cairn.engine.config.RunSpec;
import dev.cairn.engine.config.RunSpec.Experiment;
import dev.cairn.engine.config.SpecReader;
import dev.cairn.engine.metrics.Estimate;
import dev.cairn.engine.metrics.Intervals;
import dev.cairn.engine.vote.BestReward;
import dev.cairn.jobs.RunMetrics.ExperimentMetrics;
import dev.cairn.jobs.io.RunDirectory;
import dev.cairn.jobs.io.Segments;
import dev.cairn.jobs.io.StoredOutcome;
import dev.cairn.jobs.io.Tables;
import dev.cairn.jobs.io.TextFiles;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;
import scala.Tuple2;

/**
 * Turns the outcome segments of a run into its tables and metrics: reads every work item once,
 * grades it, holds all votes. Calls no worker, so it can be done again with other votes.
 */
final class TableJob {
  private static final double CONFIDENCE = 0.95;
  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private final SparkSession spark;
  private final RunSpec spec;
  private final RunDirectory directory;

  TableJob(SparkSession spark, RunSpec spec, RunDirectory directory) {
    this.spark = spark;
    this.spec = spec;
    this.directory = directory;
  }

  /**
   * Writes tables and metrics.
   *
   * @param items that the run has; as many outcomes must be there
   * @param seconds that the search took
   */
  RunMetrics write(long items, double seconds) {
    JavaRDD<Tuple2<String, Row>> rows = rows().persist(StorageLevel.MEMORY_AND_DISK());
    try {
      Dataset<Row> problems = table("problems", Tables.PROBLEMS, rows);
      Dataset<Row> candidates = table("candidates", Tables.CANDIDATES, rows);
      table("steps", Tables.STEPS, rows);
      Dataset<Row> decisions = table("decisions", Tables.DECISIONS, rows);
      Dataset<Row> usage = table("usage", Tables.USAGE, rows);
      if (problems.count() != items) {
        throw new IllegalStateException(
            "%d outcomes for %d work items".formatted(problems.count(), items));
      }
      RunMetrics metrics = metrics(problems, candidates, decisions, usage, seconds);
      new TextFiles(spark.sparkContext().hadoopConfiguration())
          .write(directory.metrics(), JSON.writeValueAsString(metrics) + "\n");
      return metrics;
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("metrics cannot be written as JSON", e);
    } finally {
      rows.unpersist();
      spark.sparkContext().clearJobGroup();
    }
  }

  /** The rows of all tables by the table's name, of each work item's outcome once. */
  private JavaRDD<Tuple2<String, Row>> rows() {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    String yaml = SpecReader.write(spec);
    return context
        .wholeTextFiles(directory.outcomes() + "/*.jsonl")
        .flatMapToPair(
            segment -> {
              List<Tuple2<String, String>> outcomes = new ArrayList<>();
              Segments.parse(
                  segment._1(),
                  segment._2().lines().toList(),
                  outcome ->
                      outcomes.add(new Tuple2<>(outcome.item().toString(), outcome.toLine())));
              return outcomes.iterator();
            })
        .reduceByKey(TableJob::better)
        .mapPartitions(
            lines -> {
              Judge judge = new Judge(SpecReader.read("run.yaml", yaml, List.of()));
              Iterable<Tuple2<String, String>> once = () -> lines;
              return StreamSupport.stream(once.spliterator(), false)
                  .flatMap(line -> rows(judge, line._2()))
                  .iterator();
            });
  }

  private static Stream<Tuple2<String, Row>> rows(Judge judge, String line) {
    try {
      Judgement judgement = judge.judge(StoredOutcome.parse(line));
      return TableRows.all(judgement).entrySet().stream()
          .flatMap(
              table -> table.getValue().stream().map(row -> new Tuple2<>(table.getKey(), row)));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("an outcome that was read cannot be read again", e);
    }
  }

  /** Of two outcomes of one item a completed one. */
  private static String better(String one, String other) throws JsonProcessingException {
    return StoredOutcome.parse(one).failure() == null ? one : other;
  }

  /** Writes a table, in an order that does not depend on how the run was spread. */
  private Dataset<Row> table(String name, StructType schema, JavaRDD<Tuple2<String, Row>> rows) {
    spark
        .sparkContext()
        .setJobGroup(spec.name(), "%s: table %s".formatted(spec.name(), name), true);
    String path = directory.table(name).toString();
    List<Column> order = new ArrayList<>();
    for (StructField field : schema.fields()) {
      if (List.of("experiment", "problem", "repetition", "candidate", "node", "position", "vote")
          .contains(field.name())) {
        order.add(col(field.name()));
      }
    }
    spark
        .createDataFrame(rows.filter(row -> row._1().equals(name)).map(Tuple2::_2), schema)
        .sort(order.toArray(new Column[0]))
        .write()
        .mode(SaveMode.Overwrite)
        .parquet(path);
    return spark.read().schema(schema).parquet(path);
  }

  private RunMetrics metrics(
      Dataset<Row> problems,
      Dataset<Row> candidates,
      Dataset<Row> decisions,
      Dataset<Row> usage,
      double seconds) {
    List<ExperimentMetrics> experiments = new ArrayList<>();
    for (Experiment experiment : spec.experiments()) {
      Column mine = col("experiment").equalTo(experiment.name());
      experiments.add(
          experiment(
              experiment,
              problems.filter(mine),
              candidates.filter(mine),
              decisions.filter(mine),
              usage.filter(mine)));
    }
    return new RunMetrics(
        spec.name(),
        spec.simulate() == null
            ? "policy at " + spec.policy().worker().urls()
            : spec.simulate().world().notice(),
        spec.simulate() != null,
        spec.seed(),
        problems.count(),
        problems.filter(col("status").equalTo("failed")).count(),
        seconds,
        experiments,
        new TreeMap<>(RunMetrics.DEFINITIONS));
  }

  private ExperimentMetrics experiment(
      Experiment experiment,
      Dataset<Row> problems,
      Dataset<Row> candidates,
      Dataset<Row> decisions,
      Dataset<Row> usage) {
    Map<String, Estimate> votes = accuracies(decisions);
    String vote = Judge.name(experiment.vote());
    RewardSpec reward = spec.rewards().get(experiment.reward());
    Estimate coverage =
        accuracies(
                problems.select(
                    lit("coverage").as("vote"),
                    col("problem"),
                    col("correct_candidates").gt(0).as("correct")))
            .getOrDefault("coverage", Intervals.wilson(0, 1, CONFIDENCE));
    Row shares =
        problems
            .filter(col("candidates").gt(0))
            .groupBy("problem")
            .agg(avg(col("correct_candidates").divide(col("candidates"))).as("share"))
            .agg(avg("share"))
            .first();
    return new ExperimentMetrics(
        experiment.name(),
        experiment.strategy().toString(),
        experiment.reward(),
        vote,
        problems.select("problem").distinct().count(),
        spec.repetitions(),
        problems.filter(col("status").equalTo("failed")).count(),
        estimate(votes, vote),
        reward == null ? null : estimate(votes, Judge.name(new BestReward(reward.aggregation()))),
        coverage,
        shares.isNullAt(0) ? null : shares.getDouble(0),
        votes,
        rules(candidates),
        means(usage));
  }

  private static Estimate estimate(Map<String, Estimate> votes, String vote) {
    Estimate estimate = votes.get(vote);
    if (estimate == null) {
      throw new IllegalStateException("no decisions by " + vote);
    }
    return estimate;
  }

  /** Accuracy by vote: the mean over problems of the mean over repetitions. */
  private Map<String, Estimate> accuracies(Dataset<Row> decisions) {
    Map<String, Estimate> accuracies = new TreeMap<>();
    Column mean = col("mean");
    for (Row row :
        decisions
            .groupBy("vote", "problem")
            .agg(avg(col("correct").cast("double")).as("mean"))
            .groupBy("vote")
            .agg(count(lit(1)), sum(mean), sum(mean.multiply(mean)))
            .collectAsList()) {
      long n = row.getLong(1);
      accuracies.put(
          row.getString(0),
          spec.repetitions() == 1
              ? Intervals.wilson(Math.round(row.getDouble(2)), n, CONFIDENCE)
              : Intervals.clusteredMean(n, row.getDouble(2), row.getDouble(3), CONFIDENCE));
    }
    return accuracies;
  }

  private static Map<String, Double> rules(Dataset<Row> candidates) {
    Map<String, Double> shares = new TreeMap<>();
    long total = candidates.count();
    candidates
        .groupBy(coalesce(col("answer_rule"), lit("none")))
        .count()
        .collectAsList()
        .forEach(row -> shares.put(row.getString(0), row.getLong(1) / (double) total));
    return shares;
  }

  private static Map<String, Double> means(Dataset<Row> usage) {
    List<String> columns = List.of(usage.columns()).subList(3, usage.columns().length);
    Row row =
        usage
            .agg(
                avg(columns.get(0)),
                columns.stream().skip(1).map(name -> avg(name)).toArray(Column[]::new))
            .first();
    Map<String, Double> means = new TreeMap<>();
    for (int i = 0; i < columns.size(); i++) {
      means.put(columns.get(i), row.getDouble(i));
    }
    return means;
  }
}
