package dev.cairn.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cairn.engine.run.WorkItem;
import dev.cairn.jobs.io.CallSegments;
import dev.cairn.jobs.io.RunDirectory;
import dev.cairn.jobs.io.StoredOutcome;
import dev.cairn.jobs.io.TextFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * What a run has left in its directory.
 *
 * @param root the run directory, on this machine
 */
public record FinishedRun(Path root) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** The names of all tables. */
  public static final List<String> TABLES =
      List.of("problems", "candidates", "steps", "decisions", "usage");

  /** A table. */
  public Dataset<Row> table(SparkSession spark, String name) {
    return spark.read().parquet(root.resolve("tables").resolve(name + ".parquet").toString());
  }

  /** The file metrics.json. */
  public JsonNode metrics() {
    try {
      return JSON.readTree(root.resolve("metrics.json").toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What metrics.json says was asked, summed up over all roles. */
  public long asked(String what) {
    long sum = 0;
    for (JsonNode role : metrics().path("calls")) {
      sum += role.path(what).longValue();
    }
    return sum;
  }

  /** Fails unless all tables hold the same rows as those of another run; times aside. */
  public void assertSameTables(SparkSession spark, FinishedRun other) {
    for (String name : TABLES) {
      Dataset<Row> expected = other.table(spark, name).drop("seconds");
      Dataset<Row> actual = table(spark, name).drop("seconds");
      assertThat(expected.isEmpty()).as(name).isFalse();
      SameRows.check(name, expected, actual);
    }
  }

  /** Fails unless the same calls were logged, whoever answered them and however often. */
  public void assertSameCalls(SparkSession spark, FinishedRun other) {
    Dataset<Row> expected = other.table(spark, "calls").drop("seconds", "replayed");
    assertThat(expected.isEmpty()).as("calls").isFalse();
    SameRows.check("calls", expected, table(spark, "calls").drop("seconds", "replayed"));
  }

  /** The outcome segments, by name. */
  public List<Path> segments() {
    return files("outcomes", ".jsonl");
  }

  /** The segments of the call log, by name. */
  public List<Path> callSegments() {
    return files("calls", ".calls");
  }

  private List<Path> files(String directory, String end) {
    Path parent = root.resolve(directory);
    if (!Files.isDirectory(parent)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(parent)) {
      return files.filter(file -> file.toString().endsWith(end)).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** How many answers the call log holds to each call, by the call's address. */
  public Map<String, Integer> loggedAnswers() {
    CallSegments calls =
        new CallSegments(
            new TextFiles(new Configuration()),
            new RunDirectory(new org.apache.hadoop.fs.Path(root.toUri())).calls());
    Map<String, Integer> answers = new HashMap<>();
    for (org.apache.hadoop.fs.Path segment : calls.list()) {
      calls.read(
          segment,
          record -> {
            if (record.answered()) {
              answers.merge(record.address(), 1, Integer::sum);
            }
          });
    }
    return answers;
  }

  /** All outcomes, those of items that were done again several times. */
  public List<StoredOutcome> outcomes() {
    return segments().stream().flatMap(segment -> outcomes(segment).stream()).toList();
  }

  /** The outcomes in one segment. */
  public static List<StoredOutcome> outcomes(Path segment) {
    List<StoredOutcome> outcomes = new ArrayList<>();
    try {
      for (String line : Files.readAllLines(segment)) {
        outcomes.add(StoredOutcome.parse(line));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return outcomes;
  }

  /** The work items of these outcomes. */
  public static List<WorkItem> items(List<StoredOutcome> outcomes) {
    return outcomes.stream().map(StoredOutcome::item).toList();
  }

  /**
   * Copies run.yaml and the outcomes, without calls, tables and the checksums of the file system.
   */
  public FinishedRun copyTo(Path other) throws IOException {
    return copyTo(other, segments());
  }

  /** Copies run.yaml and the call log, as if no search had ended. */
  public FinishedRun copyCallsTo(Path other) throws IOException {
    return copyTo(other, callSegments());
  }

  private FinishedRun copyTo(Path other, List<Path> segments) throws IOException {
    Files.createDirectories(other);
    Files.copy(root.resolve("run.yaml"), other.resolve("run.yaml"));
    for (Path segment : segments) {
      Path copy = other.resolve(root.relativize(segment));
      Files.createDirectories(copy.getParent());
      Files.copy(segment, copy);
    }
    return new FinishedRun(other);
  }
}
