package dev.cairn.jobs;

import dev.cairn.engine.metrics.Estimate;
import dev.cairn.engine.metrics.Intervals;
import dev.cairn.jobs.GradeSummary.RuleCount;
import dev.cairn.jobs.PairGrader.Graded;
import dev.cairn.jobs.io.Input;
import dev.cairn.jobs.io.Located;
import dev.cairn.jobs.io.RowOutput;
import dev.cairn.jobs.io.format.Pair;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.StreamSupport;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;

/**
 * Grades pairs over Spark's partitions. Each row comes out with all its own fields and with {@code
 * answer}, {@code rule}, {@code equal} and {@code why}, in the order of the input.
 */
public final class GradeJob {
  private static final double CONFIDENCE = 0.95;

  /** So many tasks per slot that a few costly rows do not leave the others idle. */
  private static final int TASKS_PER_SLOT = 4;

  private static final Map<String, String> DEFINITIONS =
      Map.of(
          "accuracy",
          "share of rows whose answer equals the reference, among the rows whose reference says"
              + " something; no answer is a wrong one; the interval is over rows",
          "byRule",
          "how the answer was found: given, a rule of the extractor, or none",
          "byVerdict",
          "rows by the reason of their verdict");

  private final SparkSession spark;
  private final Grading grading;

  public GradeJob(SparkSession spark, Grading grading) {
    this.spark = spark;
    this.grading = grading;
  }

  /**
   * Grades the rows that can be used.
   *
   * @param pairs whose bad rows are settled
   * @param badRows how many of these were set aside
   * @param output where the graded rows go
   */
  public GradeSummary run(Input<Pair> pairs, long badRows, RowOutput output) {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    context.setJobGroup("grade", "grade " + output.path(), true);
    Grading how = grading;
    JavaRDD<Graded> graded =
        pairs
            .rows()
            .sortBy(Located::place, true, context.defaultParallelism() * TASKS_PER_SLOT)
            .mapPartitions(
                rows -> {
                  PairGrader grader = new PairGrader(how);
                  Iterable<Located<Pair>> once = () -> rows;
                  return StreamSupport.stream(once.spliterator(), false)
                      .map(row -> grader.grade(row.value()))
                      .iterator();
                })
            .persist(StorageLevel.MEMORY_AND_DISK());
    try {
      output.write(graded.map(Graded::line));
      return summary(graded.map(Graded::kind).countByValue(), badRows, output);
    } finally {
      graded.unpersist();
      context.clearJobGroup();
    }
  }

  private static GradeSummary summary(
      Map<Graded.Kind, Long> counts, long badRows, RowOutput output) {
    Map<String, Long> rows = new TreeMap<>();
    Map<String, Long> equal = new TreeMap<>();
    Map<String, Long> verdicts = new TreeMap<>();
    counts.forEach(
        (kind, count) -> {
          rows.merge(kind.rule(), count, Long::sum);
          equal.merge(kind.rule(), kind.equal() ? count : 0, Long::sum);
          verdicts.merge(kind.why(), count, Long::sum);
        });
    List<RuleCount> byRule = new ArrayList<>();
    rows.forEach(
        (rule, count) -> byRule.add(new RuleCount(rule, count, equal.getOrDefault(rule, 0L))));
    byRule.sort(Comparator.comparing(RuleCount::rows).reversed());
    long all = sum(rows);
    long judged = all - verdicts.getOrDefault(PairGrader.NO_REFERENCE, 0L);
    Estimate accuracy = judged == 0 ? null : Intervals.wilson(sum(equal), judged, CONFIDENCE);
    return new GradeSummary(
        all,
        badRows,
        badRows == 0 ? null : output.quarantine().toString(),
        output.path().toString(),
        accuracy,
        byRule,
        verdicts,
        new TreeMap<>(DEFINITIONS));
  }

  private static long sum(Map<String, Long> counts) {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }
}
