package dev.cairn.jobs;

import dev.cairn.engine.config.RunSpec;
import dev.cairn.engine.config.RunSpec.CallLogSpec.Keep;
import dev.cairn.engine.config.RunSpec.DataSpec;
import dev.cairn.engine.config.RunSpec.Experiment;
import dev.cairn.engine.config.SpecReader;
import dev.cairn.engine.config.UserException;
import dev.cairn.engine.run.WorkItem;
import dev.cairn.engine.search.Problem;
import dev.cairn.jobs.BudgetSharing.Attempt;
import dev.cairn.jobs.io.CallCounts;
import dev.cairn.jobs.io.CallSegments;
import dev.cairn.jobs.io.DiskFull;
import dev.cairn.jobs.io.ProblemRange;
import dev.cairn.jobs.io.ProblemSet;
import dev.cairn.jobs.io.RunDirectory;
import dev.cairn.jobs.io.RunLock;
import dev.cairn.jobs.io.Segments;
import dev.cairn.jobs.io.TextFiles;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.apache.hadoop.fs.FSError;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;

/**
 * The main job: runs every experiment on every problem and leaves a run directory with outcomes,
 * tables and metrics. Submitted again for the same directory it does only what is missing or has
 * failed.
 */
public final class SearchJob {
  /** Work items that a task should at least have, so that its slow tail is short against it. */
  private static final int ITEMS_PER_PARTITION = 256;

  private final SparkSession spark;
  private final RunSpec spec;
  private final RunDirectory directory;
  private final TextFiles files;
  private final CallSegments calls;
  private final double maxCost;
  private CallCounts counts = new CallCounts(0, 0, 0, 0);

  /**
   * A job.
   *
   * @param spec with all URLs and models named
   */
  public SearchJob(SparkSession spark, RunSpec spec, RunDirectory directory) {
    this(spark, spec, directory, Double.POSITIVE_INFINITY);
  }

  /**
   * A job that stops once it has spent some money, in all its submissions; its prices are the
   * spec's.
   *
   * @param maxCost at which it stops
   */
  public SearchJob(SparkSession spark, RunSpec spec, RunDirectory directory, double maxCost) {
    this.maxCost = maxCost;
    this.spark = spark;
    this.spec = spec;
    this.directory = directory;
    this.files = new TextFiles(spark.sparkContext().hadoopConfiguration());
    this.calls = new CallSegments(files, directory.calls());
  }

  /**
   * Runs what is missing, then writes the tables and metrics.
   *
   * @throws UserException if another works on the run, or it was stopped before its end
   */
  public RunMetrics run(ProgressListener listener) {
    List<Assignment> all = assignments();
    String application = spark.sparkContext().applicationId();
    try (RunLock lock = RunLock.acquire(files, directory, application, RunLock.Terms.USUAL)) {
      new RunRecord(files, directory, spec).claim(spark.version());
      files.delete(directory.stop());
      BudgetSharing sharing = new BudgetSharing(spec);
      OutcomeWatch outcomes =
          new OutcomeWatch(new Segments(files, directory.outcomes()), spec, sharing, all.size());
      Set<Attempt> done = new HashSet<>(outcomes.refresh());
      try (RunWatch watch =
          new RunWatch(spark.sparkContext(), spec, directory, outcomes, listener, maxCost)) {
        return run(new Work(all, sharing, done), watch, lock);
      }
    }
  }

  /** All searches and which are done. */
  private record Work(List<Assignment> all, BudgetSharing sharing, Set<Attempt> done) {
    List<Assignment> missing() {
      return sharing.wanted(all).stream()
          .filter(assignment -> !done.contains(sharing.attempt(assignment)))
          .toList();
    }

    /** What has failed is not done again by this submission, but by another. */
    void ended(List<Assignment> asked) {
      asked.forEach(assignment -> done.add(sharing.attempt(assignment)));
    }
  }

  private RunMetrics run(Work work, RunWatch watch, RunLock lock) {
    try {
      long started = System.nanoTime();
      List<Assignment> missing = work.missing();
      while (!missing.isEmpty()) {
        List<Assignment> asked = missing;
        watch.expect(work.done().size() + asked.size());
        watch.requireRoom();
        watch.during(() -> search(asked, watch.vitals()));
        watch.requireRoom();
        work.ended(asked);
        missing = work.missing();
      }
      double seconds = (System.nanoTime() - started) / 1e9;
      lock.require();
      RunMetrics metrics = tables(work.all().size(), seconds);
      watch.end("finished", "");
      return metrics;
    } catch (Exception | FSError e) {
      // Scala throws checked exceptions that it does not declare.
      UserException full = DiskFull.in(directory, e);
      watch.fail(full == null ? e : full);
      if (full != null) {
        throw full;
      }
      throw e;
    }
  }

  private RunMetrics tables(int items, double seconds) {
    new WorkerTable(files, directory).write(spark);
    new CallTable(spark, directory).write(spec.name());
    TableJob tables = new TableJob(spark, spec, Voting.of(spec), directory);
    RunMetrics metrics = tables.write(directory, TableJob.ALL, items, seconds);
    if (spec.execution().callLog().keep() == Keep.UNTIL_DONE && metrics.failed() == 0) {
      calls.delete();
    }
    return metrics;
  }

  /** What the call log has done in the last run. */
  public CallCounts callCounts() {
    return counts;
  }

  private void search(List<Assignment> missing, Vitals vitals) {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    context.setJobGroup(
        spec.name(),
        "%s: %d searches of %d experiments"
            .formatted(spec.name(), missing.size(), spec.experiments().size()),
        true);
    int partitions = partitions(missing.size(), context.defaultParallelism());
    String submission = UUID.randomUUID().toString().substring(0, 8);
    long room = Math.max(0, spec.execution().callLog().maxBytes() - calls.bytes(""));
    CallAccounts accounts = CallAccounts.of(spark.sparkContext());
    context
        .parallelize(dealt(missing), partitions)
        .setName(spec.name() + " work items")
        .foreachPartition(
            new SearchPartition(
                SpecReader.write(spec),
                directory.root().toString(),
                submission,
                Executors.of(context),
                room / partitions,
                accounts,
                vitals,
                new SerializableConfiguration(context.hadoopConfiguration())));
    context.clearJobGroup();
    counts = counts.plus(accounts.counts());
  }

  private int partitions(int items, int slots) {
    int chosen = spec.execution().partitions();
    int automatic = Math.max(slots, (items + ITEMS_PER_PARTITION - 1) / ITEMS_PER_PARTITION);
    return Math.min(items, chosen > 0 ? chosen : automatic);
  }

  /**
   * In the order of the hashes of their problems, whatever is missing: so every task gets its share
   * of hard problems, all items of a problem meet in one task, where they share prefixes and calls,
   * and the call segments of a task are about few problems of other tasks.
   */
  private static List<Assignment> dealt(List<Assignment> items) {
    List<Assignment> dealt = new ArrayList<>(items);
    dealt.sort(
        Comparator.<Assignment>comparingLong(
                item -> Integer.toUnsignedLong(ProblemRange.hash(item.id())))
            .thenComparing(Assignment::id));
    return dealt;
  }

  private List<Assignment> assignments() {
    Map<DataSpec, List<Problem>> sets = new HashMap<>();
    List<Assignment> all = new ArrayList<>();
    for (int repetition = 0; repetition < spec.repetitions(); repetition++) {
      for (Experiment experiment : spec.experiments()) {
        for (Problem problem : sets.computeIfAbsent(spec.dataOf(experiment), this::problems)) {
          all.add(
              Assignment.of(new WorkItem(experiment.name(), problem.id(), repetition), problem));
        }
      }
    }
    return all;
  }

  private List<Problem> problems(DataSpec data) {
    return ProblemSet.read(spark.sparkContext().hadoopConfiguration(), data);
  }
}
