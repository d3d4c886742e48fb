package dev.cairn.jobs;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.sum;

import dev.cairn.jobs.RunMetrics.RoleCalls;
import dev.cairn.jobs.io.RunDirectory;
import dev.cairn.jobs.io.TextFiles;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Adds up what a run asked of its servers, from its tables {@code workers} and {@code calls}. */
final class CallQuery {
  private final Dataset<Row> workers;
  private final Dataset<Row> calls;

  /** Of tables of these names. */
  CallQuery(Dataset<Row> workers, Dataset<Row> calls) {
    this.workers = workers;
    this.calls = calls;
  }

  /** By role, of the tables in a run's directory; nothing where these were lost. */
  static Map<String, RoleCalls> of(SparkSession spark, RunDirectory run) {
    TextFiles files = new TextFiles(spark.sparkContext().hadoopConfiguration());
    Path workers = run.table("workers");
    Path calls = run.table("calls");
    if (!files.exists(workers) || !files.exists(calls)) {
      return Map.of();
    }
    return new CallQuery(
            spark.read().parquet(workers.toString()), spark.read().parquet(calls.toString()))
        .byRole();
  }

  /** By role; one whose calls were all replayed has sent none. */
  Map<String, RoleCalls> byRole() {
    Map<String, Long> replayed = new HashMap<>();
    calls
        .filter("replayed")
        .groupBy("role")
        .count()
        .collectAsList()
        .forEach(row -> replayed.put(row.getString(0), row.getLong(1)));
    Map<String, RoleCalls> byRole = new TreeMap<>();
    replayed.forEach((role, count) -> byRole.put(role, new RoleCalls(0, 0, 0, 0, count, 0, 0, 0)));
    workers
        .groupBy(col("role"))
        .agg(
            sum("calls"),
            sum("retries"),
            sum("hedges"),
            sum("failures"),
            sum("prompt_tokens"),
            sum("cached_tokens"),
            sum("generated_tokens"))
        .collectAsList()
        .forEach(
            row ->
                byRole.put(
                    row.getString(0),
                    new RoleCalls(
                        row.getLong(1),
                        row.getLong(2),
                        row.getLong(3),
                        row.getLong(4),
                        replayed.getOrDefault(row.getString(0), 0L),
                        row.getLong(5),
                        row.getLong(6),
                        row.getLong(7))));
    return byRole;
  }
}
