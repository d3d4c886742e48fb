package dev.cairn.jobs;

import dev.cairn.engine.config.RunSpec;
import dev.cairn.engine.config.RunSpec.Experiment;
import dev.cairn.engine.config.SpecReader;
import dev.cairn.engine.run.WorkItem;
import dev.cairn.engine.search.Problem;
import dev.cairn.jobs.io.ProblemSet;
import dev.cairn.jobs.io.RunDirectory;
import dev.cairn.jobs.io.Segments;
import dev.cairn.jobs.io.TextFiles;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
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

  /**
   * A job.
   *
   * @param spec with all URLs and models named
   */
  public SearchJob(SparkSession spark, RunSpec spec, RunDirectory directory) {
    this.spark = spark;
    this.spec = spec;
    this.directory = directory;
    this.files = new TextFiles(spark.sparkContext().hadoopConfiguration());
  }

  /** Runs what is missing, then writes the tables and metrics. */
  public RunMetrics run(ProgressListener listener) {
    List<Problem> problems =
        ProblemSet.read(spark.sparkContext().hadoopConfiguration(), spec.data());
    new RunRecord(files, directory, spec).claim(spark.version());
    Segments segments = new Segments(files, directory.outcomes());
    List<Assignment> all = assignments(problems);
    OutcomeWatch watch =
        new OutcomeWatch(segments, new Judge(spec, Voting.of(spec)), all.size(), listener);
    Set<WorkItem> done = new HashSet<>(watch.refresh());
    List<Assignment> missing =
        all.stream().filter(assignment -> !done.contains(assignment.item())).toList();
    long started = System.nanoTime();
    if (!missing.isEmpty()) {
      watch.during(() -> search(missing));
    }
    double seconds = (System.nanoTime() - started) / 1e9;
    return new TableJob(spark, spec, Voting.of(spec), directory)
        .write(directory, TableJob.ALL, all.size(), seconds);
  }

  private void search(List<Assignment> missing) {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    context.setJobGroup(
        spec.name(),
        "%s: %d searches, %d experiments"
            .formatted(spec.name(), missing.size(), spec.experiments().size()),
        true);
    int partitions = partitions(missing.size(), context.defaultParallelism());
    String submission = UUID.randomUUID().toString().substring(0, 8);
    context
        .parallelize(dealt(missing), partitions)
        .setName(spec.name() + " work items")
        .foreachPartition(
            new SearchPartition(
                SpecReader.write(spec),
                directory.root().toString(),
                submission,
                new SerializableConfiguration(context.hadoopConfiguration())));
    context.clearJobGroup();
  }

  private int partitions(int items, int slots) {
    int chosen = spec.execution().partitions();
    int automatic = Math.max(slots, (items + ITEMS_PER_PARTITION - 1) / ITEMS_PER_PARTITION);
    return Math.min(items, chosen > 0 ? chosen : automatic);
  }

  /** Shuffles, so that every task gets its share of hard problems and costly experiments. */
  private List<Assignment> dealt(List<Assignment> items) {
    List<Assignment> dealt = new ArrayList<>(items);
    Collections.shuffle(dealt, new Random(spec.seed()));
    return dealt;
  }

  private List<Assignment> assignments(List<Problem> problems) {
    List<Assignment> all = new ArrayList<>();
    for (int repetition = 0; repetition < spec.repetitions(); repetition++) {
      for (Problem problem : problems) {
        for (Experiment experiment : spec.experiments()) {
          all.add(
              Assignment.of(new WorkItem(experiment.name(), problem.id(), repetition), problem));
        }
      }
    }
    return all;
  }
}
