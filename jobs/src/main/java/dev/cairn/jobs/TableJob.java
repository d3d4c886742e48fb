package dev.cairn.jobs;

import static org.apache.spark.sql.functions.col;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.cairn.engine.config.RunSpec;
import dev.cairn.engine.config.SpecReader;
import dev.cairn.engine.config.UserException;
import dev.cairn.jobs.io.RunDirectory;
import dev.cairn.jobs.io.Segments;
import dev.cairn.jobs.io.StoredOutcome;
import dev.cairn.jobs.io.Tables;
import dev.cairn.jobs.io.TextFiles;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;
import scala.Tuple2;

/**
 * Turns the outcome segments of a run into its tables and metrics: reads every work item once,
 * grades it, holds all votes. Calls no worker, so it can be done again with other votes.
 */
final class TableJob {
  /** The names of all tables. */
  static final Set<String> ALL = Tables.SCHEMAS.keySet();

  /** Of outcomes; their rows take several times as much memory. */
  private static final long BYTES_PER_PARTITION = 16_000_000;

  private static final String TABLE = "table";

  /** A row of any table: its table's name, and itself in the column of that name. */
  private static final StructType ANY = any();

  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private final SparkSession spark;
  private final RunSpec spec;
  private final Voting voting;
  private final RunDirectory run;

  /** Of the run in a directory. */
  TableJob(SparkSession spark, RunSpec spec, Voting voting, RunDirectory run) {
    this.spark = spark;
    this.spec = spec;
    this.voting = voting;
    this.run = run;
  }

  /**
   * Writes tables and metrics.
   *
   * @param target where to
   * @param names of the tables to write
   * @param items that the run has; as many outcomes must be there
   * @param seconds that the search took
   */
  RunMetrics write(RunDirectory target, Set<String> names, long items, double seconds) {
    // In columns, of which a table reads its own alone, and which go to disk where memory is full:
    // to read outcomes and to hold votes takes longer than all the rest.
    Dataset<Row> rows = spark.createDataFrame(rows(), ANY).persist(StorageLevel.MEMORY_AND_DISK());
    try {
      Map<String, Dataset<Row>> tables = new HashMap<>();
      Tables.SCHEMAS.forEach(
          (name, schema) -> {
            Dataset<Row> table = table(name, schema, rows);
            tables.put(name, names.contains(name) ? written(table, target.table(name)) : table);
          });
      long outcomes = of(tables, "problems").count();
      if (outcomes != items) {
        throw new UserException(
            "%s: %d outcomes are there for %d searches; submit the run again with cairn search"
                .formatted(run.outcomes(), outcomes, items));
      }
      spark.sparkContext().setJobGroup(spec.name(), "%s: metrics".formatted(spec.name()), true);
      RunMetrics metrics =
          new MetricsQuery(
                  spec,
                  of(tables, "problems"),
                  of(tables, "candidates"),
                  of(tables, "decisions"),
                  of(tables, "usage"))
              .metrics(seconds, CallQuery.of(spark, run));
      new TextFiles(spark.sparkContext().hadoopConfiguration())
          .write(target.metrics(), JSON.writeValueAsString(metrics) + "\n");
      return metrics;
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("metrics cannot be written as JSON", e);
    } finally {
      rows.unpersist();
      spark.sparkContext().clearJobGroup();
    }
  }

  private static StructType any() {
    StructType any = new StructType().add(TABLE, DataTypes.StringType);
    for (Map.Entry<String, StructType> table : Tables.SCHEMAS.entrySet()) {
      any = any.add(table.getKey(), table.getValue());
    }
    return any;
  }

  /** The rows of all tables, of each work item's outcome once. */
  private JavaRDD<Row> rows() {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    String yaml = SpecReader.write(spec);
    Voting votes = voting;
    int partitions = partitions(context);
    return context
        .wholeTextFiles(run.outcomes() + "/*.jsonl", partitions)
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
        .reduceByKey(TableJob::better, partitions)
        .mapPartitions(
            lines -> {
              Judge judge = new Judge(SpecReader.read("run.yaml", yaml, List.of()), votes);
              Iterable<Tuple2<String, String>> once = () -> lines;
              return StreamSupport.stream(once.spliterator(), false)
                  .flatMap(line -> rows(judge, line._2()))
                  .iterator();
            });
  }

  /** So many that the rows of one fit into a small part of an executor's memory. */
  private int partitions(JavaSparkContext context) {
    TextFiles files = new TextFiles(context.hadoopConfiguration());
    long bytes = files.bytes(run.outcomes());
    return (int) Math.max(context.defaultParallelism(), bytes / BYTES_PER_PARTITION);
  }

  private static Stream<Row> rows(Judge judge, String line) {
    try {
      Judgement judgement = judge.judge(StoredOutcome.parse(line));
      return TableRows.all(judgement).entrySet().stream()
          .flatMap(table -> table.getValue().stream().map(row -> any(table.getKey(), row)));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("an outcome that was read cannot be read again", e);
    }
  }

  private static Row any(String table, Row row) {
    Object[] columns = new Object[ANY.length()];
    columns[ANY.fieldIndex(TABLE)] = table;
    columns[ANY.fieldIndex(table)] = row;
    return RowFactory.create(columns);
  }

  /**
   * Of two outcomes of one item a completed one, then that which might spend more; of two alike
   * always the same one.
   */
  private static String better(String one, String other) throws JsonProcessingException {
    StoredOutcome first = StoredOutcome.parse(one);
    StoredOutcome second = StoredOutcome.parse(other);
    boolean failed = first.failure() != null;
    if (failed != (second.failure() != null)) {
      return failed ? other : one;
    }
    if (first.allowance() != second.allowance()) {
      return first.allowance() > second.allowance() ? one : other;
    }
    return one.compareTo(other) <= 0 ? one : other;
  }

  /** A table, in an order that does not depend on how the run was spread. */
  private static Dataset<Row> table(String name, StructType schema, Dataset<Row> rows) {
    List<Column> order = new ArrayList<>();
    for (StructField field : schema.fields()) {
      if (List.of("experiment", "problem", "repetition", "candidate", "node", "position", "vote")
          .contains(field.name())) {
        order.add(col(field.name()));
      }
    }
    return rows.filter(col(TABLE).equalTo(name))
        .select(name + ".*")
        .sort(order.toArray(new Column[0]));
  }

  private Dataset<Row> written(Dataset<Row> table, Path path) {
    spark
        .sparkContext()
        .setJobGroup(spec.name(), "%s: table %s".formatted(spec.name(), path.getName()), true);
    table.write().mode(SaveMode.Overwrite).parquet(path.toString());
    return spark.read().schema(table.schema()).parquet(path.toString());
  }

  private static Dataset<Row> of(Map<String, Dataset<Row>> tables, String name) {
    return Objects.requireNonNull(tables.get(name), name);
  }
}
