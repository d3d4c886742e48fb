package dev.cairn.jobs;

import static org.apache.spark.sql.functions.avg;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.cairn.engine.config.RunSpec;
import dev.cairn.engine.config.RunSpec.Experiment;
import dev.cairn.engine.config.SpecReader;
import dev.cairn.engine.config.UserException;
import dev.cairn.jobs.io.RunDirectory;
import dev.cairn.jobs.io.TextFiles;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/** A finished run, as its directory holds it: spec, metrics and tables. */
final class StoredRun {
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .build();

  private final SparkSession spark;
  private final RunDirectory directory;
  private final TextFiles files;
  private final String text;
  private final RunSpec spec;
  private final RunMetrics metrics;

  /**
   * The run of a directory.
   *
   * @throws UserException if the directory does not hold a finished run of this version
   */
  StoredRun(SparkSession spark, RunDirectory directory) {
    this.spark = spark;
    this.directory = directory;
    this.files = new TextFiles(spark.sparkContext().hadoopConfiguration());
    require(
        directory.run(),
        "no run begins without it; name a directory that cairn search has written");
    require(directory.metrics(), "the run is not finished; submit it again with cairn search");
    this.text = files.text(directory.run());
    this.spec = SpecReader.read(directory.run().toString(), text, List.of());
    this.metrics = read(directory.metrics(), RunMetrics.class);
  }

  RunDirectory directory() {
    return directory;
  }

  RunSpec spec() {
    return spec;
  }

  RunMetrics metrics() {
    return metrics;
  }

  /** The file run.yaml. */
  String text() {
    return text;
  }

  /** Whether a table is there. */
  boolean has(String table) {
    return files.exists(directory.table(table));
  }

  /**
   * A table.
   *
   * @throws UserException if it is lost, or was written by another version
   */
  Dataset<Row> table(String name, StructType schema) {
    Path path = directory.table(name);
    require(path, "the table is lost; submit the run again with cairn search");
    Dataset<Row> table = spark.read().parquet(path.toString());
    for (String column : schema.fieldNames()) {
      if (!List.of(table.columns()).contains(column)) {
        throw new UserException(
            "%s: has no column %s, so another version wrote it; submit the run again with cairn search"
                .formatted(path, column));
      }
    }
    return table;
  }

  /** By experiment and problem, the mean over repetitions of being right by the own vote. */
  Map<String, SortedMap<String, Double>> accuracies(Dataset<Row> decisions) {
    Map<String, SortedMap<String, Double>> accuracies = new HashMap<>();
    decisions
        .filter(isOwnVote())
        .groupBy("experiment", "problem")
        .agg(avg(col("correct").cast("double")))
        .collectAsList()
        .forEach(
            row ->
                accuracies
                    .computeIfAbsent(row.getString(0), name -> new TreeMap<>())
                    .put(row.getString(1), row.getDouble(2)));
    return accuracies;
  }

  /** The accuracies of an experiment, problem by problem in the order of their ids. */
  ProblemMeans means(String experiment, Map<String, SortedMap<String, Double>> accuracies) {
    SortedMap<String, Double> own = Objects.requireNonNull(accuracies.get(experiment), experiment);
    return new ProblemMeans(experiment, "accuracy", List.copyOf(own.values()), spec.repetitions());
  }

  /** Whether a decision is of its experiment's own vote. */
  Column isOwnVote() {
    Column own = lit(false);
    for (Experiment experiment : spec.experiments()) {
      own =
          own.or(
              col("experiment")
                  .equalTo(experiment.name())
                  .and(col("vote").equalTo(Judge.name(experiment.vote()))));
    }
    return own;
  }

  /** A file of JSON that a command has written. */
  <T> T read(Path file, Class<T> type) {
    try {
      return JSON.readValue(files.text(file), type);
    } catch (JsonProcessingException e) {
      throw new UserException(
          "%s: is damaged or was written by another version: %s; make it anew"
              .formatted(file, e.getOriginalMessage()),
          e);
    }
  }

  private void require(Path path, String otherwise) {
    if (!files.exists(path)) {
      throw new UserException("%s: is missing; %s".formatted(path, otherwise));
    }
  }
}
