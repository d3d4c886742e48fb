package dev.cairn.jobs;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.cairn.engine.config.UserException;
import dev.cairn.jobs.io.RunDirectory;
import dev.cairn.jobs.io.Tables;
import dev.cairn.jobs.io.TextFiles;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;

/**
 * The table {@code workers}: what a run asked of each server. Every task leaves a file when it
 * ends, with all that its JVM asked since the last file; what an executor that died had not written
 * is not in the table.
 */
final class WorkerTable {
  private final TextFiles files;
  private final RunDirectory directory;

  WorkerTable(TextFiles files, RunDirectory directory) {
    this.files = files;
    this.directory = directory;
  }

  /** Adds counts, in a file of a name that no other task uses. */
  void add(String name, List<WorkerCounts> counts) {
    if (!counts.isEmpty()) {
      StringBuilder lines = new StringBuilder();
      counts.forEach(each -> lines.append(each.toLine()).append('\n'));
      files.write(new Path(directory.workers(), name + ".jsonl"), lines.toString());
    }
  }

  /** Writes the table: all counts so far, summed up by role and server. */
  void write(SparkSession spark) {
    Map<String, WorkerCounts> sums = new TreeMap<>();
    for (WorkerCounts counts : read()) {
      sums.merge(counts.role() + " " + counts.endpoint(), counts, WorkerCounts::plus);
    }
    List<Row> rows = sums.values().stream().map(WorkerTable::row).toList();
    spark
        .createDataFrame(rows, Tables.WORKERS)
        .coalesce(1)
        .write()
        .mode(SaveMode.Overwrite)
        .parquet(directory.table("workers").toString());
  }

  private List<WorkerCounts> read() {
    List<WorkerCounts> all = new ArrayList<>();
    try {
      for (Path file : files.list(directory.workers(), ".jsonl")) {
        for (String line : files.lines(file)) {
          all.add(WorkerCounts.parse(line));
        }
      }
    } catch (JsonProcessingException e) {
      throw new UserException(
          "%s holds a damaged line; delete this directory to go on without the table workers"
              .formatted(directory.workers()),
          e);
    }
    return all;
  }

  private static Row row(WorkerCounts counts) {
    return RowFactory.create(
        counts.role(),
        counts.endpoint(),
        counts.calls(),
        counts.sequences(),
        counts.retries(),
        counts.hedges(),
        counts.failures(),
        counts.overloads(),
        counts.openings(),
        counts.promptTokens(),
        counts.cachedTokens(),
        counts.generatedTokens(),
        counts.queueSeconds(0.5),
        counts.queueSeconds(0.99),
        counts.latencySeconds(0.5),
        counts.latencySeconds(0.9),
        counts.latencySeconds(0.99),
        counts.latencySeconds(1));
  }
}
