package dev.cairn.jobs;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.sort_array;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;

import dev.cairn.engine.metrics.GradedPool;
import dev.cairn.engine.vote.Ballot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/** Brings the tables of a run to one value per experiment, figure and problem. */
final class ProblemQuery {
  /** The share of problems with a right candidate. */
  static final String COVERAGE = "coverage";

  private static final String VOTE = "vote ";
  private static final String TIES = "ties ";
  private static final Column[] SEARCH = {col("experiment"), col("problem"), col("repetition")};
  private static final StructType VALUES =
      new StructType()
          .add("experiment", DataTypes.StringType, false)
          .add("problem", DataTypes.StringType, false)
          .add("repetition", DataTypes.IntegerType, false)
          .add("figure", DataTypes.StringType, false)
          .add("value", DataTypes.DoubleType, false);

  /**
   * The sizes of the pools of an experiment; searches without any candidate aside.
   *
   * @param smallest 0 if no search has a candidate
   * @param largest 0 if no search has a candidate
   */
  record Sizes(int smallest, int largest) {}

  private final SparkSession spark;
  private final Dataset<Row> problems;
  private final Dataset<Row> candidates;
  private final Dataset<Row> decisions;
  private final long seed;

  ProblemQuery(Dataset<Row> problems, Dataset<Row> candidates, Dataset<Row> decisions, long seed) {
    this.spark = problems.sparkSession();
    this.problems = problems;
    this.candidates = candidates;
    this.decisions = decisions;
    this.seed = seed;
  }

  /** The name of the accuracy of a vote. */
  static String vote(String name) {
    return VOTE + name;
  }

  /** The name of the accuracy of a vote if ties are broken at random. */
  static String ties(String name) {
    return TIES + name;
  }

  /** The vote whose accuracy has this name; null if it is another figure. */
  static @Nullable String voteOf(String figure) {
    return figure.startsWith(VOTE) ? figure.substring(VOTE.length()) : null;
  }

  /** The sizes of pools by experiment. */
  Map<String, Sizes> sizes() {
    Map<String, Sizes> sizes = new HashMap<>();
    Column some = when(col("candidates").gt(0), col("candidates"));
    problems
        .groupBy("experiment")
        .agg(min(some), max(some))
        .collectAsList()
        .forEach(
            row ->
                sizes.put(
                    row.getString(0),
                    row.isNullAt(1) ? new Sizes(0, 0) : new Sizes(row.getInt(1), row.getInt(2))));
    return sizes;
  }

  /** Every figure of every experiment, problem by problem. */
  JavaRDD<ProblemMeans> means(Map<String, Sizes> sizes) {
    return votes()
        .unionByName(pools(sizes))
        .groupBy("experiment", "figure")
        .agg(sort_array(collect_list(struct("problem", "repetition", "value"))))
        .javaRDD()
        .map(row -> means(row.getString(0), row.getString(1), row.getList(2)));
  }

  private Dataset<Row> votes() {
    Dataset<Row> chosen =
        decisions.select(
            SEARCH[0],
            SEARCH[1],
            SEARCH[2],
            concat(lit(VOTE), col("vote")).as("figure"),
            col("correct").cast("double").as("value"));
    Dataset<Row> expected =
        decisions.select(
            SEARCH[0],
            SEARCH[1],
            SEARCH[2],
            concat(lit(TIES), col("vote")).as("figure"),
            col("expected").as("value"));
    Dataset<Row> covered =
        problems.select(
            SEARCH[0],
            SEARCH[1],
            SEARCH[2],
            lit(COVERAGE).as("figure"),
            col("correct_candidates").gt(0).cast("double").as("value"));
    return chosen.union(expected).union(covered);
  }

  private Dataset<Row> pools(Map<String, Sizes> sizes) {
    Map<String, PoolValues> values = new HashMap<>();
    sizes.forEach((name, size) -> values.put(name, PoolValues.upTo(size.smallest(), seed)));
    Dataset<Row> pools =
        candidates
            .groupBy(SEARCH)
            .agg(
                sort_array(collect_list(struct("candidate", "answer", "correct")))
                    .as("candidates"));
    JavaRDD<Row> rows =
        problems
            .select(SEARCH)
            .join(
                pools,
                List.of("experiment", "problem", "repetition").toArray(String[]::new),
                "left")
            .javaRDD()
            .flatMap(row -> values(row, Objects.requireNonNull(values.get(row.getString(0)))));
    return spark.createDataFrame(rows, VALUES);
  }

  private static Iterator<Row> values(Row row, PoolValues values) {
    List<Row> rows = new ArrayList<>();
    values
        .of(row.isNullAt(3) ? null : pool(row.getList(3)))
        .forEach(
            (figure, value) ->
                rows.add(
                    RowFactory.create(
                        row.getString(0), row.getString(1), row.getInt(2), figure, value)));
    return rows.iterator();
  }

  private static GradedPool pool(List<Row> candidates) {
    List<Ballot> ballots = new ArrayList<>();
    List<Boolean> correct = new ArrayList<>();
    for (Row candidate : candidates) {
      ballots.add(new Ballot(candidate.getString(1), List.of()));
      correct.add(candidate.getBoolean(2));
    }
    return new GradedPool(ballots, correct);
  }

  /** Rows of problem, repetition and value, in this order. */
  private static ProblemMeans means(String experiment, String figure, List<Row> rows) {
    List<Double> means = new ArrayList<>();
    int repetitions = 1;
    for (int start = 0; start < rows.size(); ) {
      int end = start;
      double sum = 0;
      while (end < rows.size() && rows.get(end).getString(0).equals(rows.get(start).getString(0))) {
        sum += rows.get(end++).getDouble(2);
      }
      repetitions = end - start;
      means.add(sum / repetitions);
      start = end;
    }
    return new ProblemMeans(experiment, figure, means, repetitions);
  }
}
