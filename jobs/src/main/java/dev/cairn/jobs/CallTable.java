package dev.cairn.jobs;

import dev.cairn.engine.worker.TokenCount;
import dev.cairn.jobs.io.CallRecord;
import dev.cairn.jobs.io.CallSegments;
import dev.cairn.jobs.io.RunDirectory;
import dev.cairn.jobs.io.StoredCall;
import dev.cairn.jobs.io.Tables;
import dev.cairn.jobs.io.TextFiles;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;
import org.jspecify.annotations.Nullable;
import scala.Tuple2;

/** Turns the call log of a run into its table of calls: a row an address. */
final class CallTable {
  private final SparkSession spark;
  private final RunDirectory directory;

  CallTable(SparkSession spark, RunDirectory directory) {
    this.spark = spark;
    this.directory = directory;
  }

  /** Writes the table; one whose log was deleted since is left as it is. */
  void write(String run) {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    TextFiles files = new TextFiles(context.hadoopConfiguration());
    Path table = directory.table("calls");
    List<String> segments =
        new CallSegments(files, directory.calls()).list().stream().map(Path::toString).toList();
    if (segments.isEmpty() && files.exists(table)) {
      return;
    }
    spark.sparkContext().setJobGroup(run, run + ": table calls", true);
    spark
        .createDataFrame(rows(context, segments), Tables.CALLS)
        .sort("problem", "role", "address")
        .write()
        .mode(SaveMode.Overwrite)
        .parquet(table.toString());
  }

  private JavaRDD<Row> rows(JavaSparkContext context, List<String> segments) {
    SerializableConfiguration hadoop = new SerializableConfiguration(context.hadoopConfiguration());
    String calls = directory.calls().toString();
    return context
        .parallelize(segments, Math.max(1, Math.min(segments.size(), context.defaultParallelism())))
        .flatMapToPair(
            segment -> {
              List<Tuple2<String, Row>> rows = new ArrayList<>();
              new CallSegments(new TextFiles(hadoop.value()), new Path(calls))
                  .read(
                      new Path(segment),
                      record -> rows.add(new Tuple2<>(record.address(), row(record))));
              return rows.iterator();
            })
        .reduceByKey(CallTable::both)
        .values()
        .filter(row -> !row.isNullAt(0));
  }

  /** Of the note of a replay only the note. */
  private static Row row(CallRecord record) {
    if (!record.answered()) {
      return RowFactory.create(null, null, null, record.address(), null, null, null, null, true);
    }
    StoredCall call = record.call();
    @Nullable TokenCount tokens = call.tokens();
    return RowFactory.create(
        call.problem(),
        call.role(),
        call.model(),
        record.address(),
        tokens == null ? null : tokens.prompt(),
        tokens == null ? null : tokens.cached(),
        tokens == null ? null : tokens.generated(),
        call.seconds(),
        false);
  }

  private static Row both(Row one, Row other) {
    Row answered = one.isNullAt(0) ? other : one;
    @Nullable Object[] values = new Object[answered.length()];
    for (int i = 0; i < values.length; i++) {
      values[i] = answered.get(i);
    }
    int last = values.length - 1;
    values[last] = one.getBoolean(last) || other.getBoolean(last);
    return RowFactory.create(values);
  }
}
