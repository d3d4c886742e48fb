package dev.cairn.jobs;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cairn.engine.config.RunSpec;
import dev.cairn.engine.config.SpecReader;
import dev.cairn.engine.config.UserException;
import dev.cairn.engine.model.RewardModel;
import dev.cairn.engine.model.RewardModel.Scored;
import dev.cairn.engine.search.Finish;
import dev.cairn.engine.search.Problem;
import dev.cairn.engine.search.Step;
import dev.cairn.engine.search.Trajectory;
import dev.cairn.engine.worker.CallLog;
import dev.cairn.jobs.io.Input;
import dev.cairn.jobs.io.InputFiles;
import dev.cairn.jobs.io.Located;
import dev.cairn.jobs.io.Segments;
import dev.cairn.jobs.io.TextFiles;
import dev.cairn.jobs.io.format.Formats;
import dev.cairn.jobs.io.format.LabelledSolution;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.apache.hadoop.fs.Path;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.LongAccumulator;
import org.apache.spark.util.SerializableConfiguration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has a reward model score the steps of labelled solutions. The scores go into a directory of JSON
 * Lines while the work goes on, so that the same call again does only what is missing or has
 * failed.
 */
public final class StepScoringJob {
  private static final Logger LOG = LoggerFactory.getLogger(StepScoringJob.class);
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Solutions under way at once in a task, and rows of a file. */
  private static final int WINDOW = 64;

  private final SparkSession spark;
  private final RunSpec spec;
  private final String reward;
  private final Path directory;

  /**
   * A job.
   *
   * @param spec with URLs and models of the reward model named
   * @param reward its name
   * @param directory for the scores
   */
  public StepScoringJob(SparkSession spark, RunSpec spec, String reward, Path directory) {
    this.spark = spark;
    this.spec = spec;
    this.reward = reward;
    this.directory = directory;
  }

  /** Is told how many solutions are scored and how many have failed. */
  @FunctionalInterface
  public interface Listener {
    /** Called now and then, from one thread. */
    void update(long done, long total, long failed);
  }

  /** Scores what is missing; gives how many solutions failed in this call. */
  public long run(Input<LabelledSolution> data, Listener listener) {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    Set<String> before = done();
    JavaRDD<LabelledSolution> missing =
        data.rows()
            .map(Located::value)
            .filter(solution -> !before.contains(key(solution.subset(), solution.id())));
    long total = missing.count();
    if (total == 0) {
      return 0;
    }
    LongAccumulator scored = spark.sparkContext().longAccumulator("scored solutions");
    LongAccumulator failed = spark.sparkContext().longAccumulator("failed solutions");
    String yaml = SpecReader.write(spec);
    String name = reward;
    String target = directory.toString();
    int executors = Executors.of(context);
    String submission = UUID.randomUUID().toString().substring(0, 8);
    SerializableConfiguration hadoop = new SerializableConfiguration(context.hadoopConfiguration());
    int partitions = (int) Math.min(context.defaultParallelism(), (total + WINDOW - 1) / WINDOW);
    context.setJobGroup("scores", "%d solutions scored by %s".formatted(total, name), true);
    ProgressTimer timer =
        new ProgressTimer(
            () ->
                listener.update(
                    before.size() + scored.value() + failed.value(),
                    before.size() + total,
                    failed.value()));
    timer.during(
        () ->
            missing
                .repartition(partitions)
                .foreachPartition(
                    solutions -> {
                      try (SharedModels shared = SharedModels.borrow(yaml, executors)) {
                        RewardModel model =
                            Objects.requireNonNull(shared.models().rewards(CallLog.NONE).get(name));
                        new Task(
                                model,
                                new TextFiles(hadoop.value()),
                                new Path(target),
                                submission,
                                scored,
                                failed)
                            .score(solutions);
                      }
                    }));
    context.clearJobGroup();
    return failed.value();
  }

  /** The solutions whose scores are there. */
  private Set<String> done() {
    if (!hasScores()) {
      return Set.of();
    }
    return Set.copyOf(
        new InputFiles(spark)
            .read(Formats.SOLUTION_SCORES, List.of(directory.toString()), null)
            .rows()
            .map(row -> key(row.value().subset(), row.value().id()))
            .collect());
  }

  /** Whether the directory holds any scores. */
  public boolean hasScores() {
    TextFiles files = new TextFiles(spark.sparkContext().hadoopConfiguration());
    return !new Segments(files, directory).list("").isEmpty();
  }

  private static String key(String subset, String id) {
    return subset + "\n" + id;
  }

  /** The work of one task: a window of solutions at a time, each a file of rows. */
  private record Task(
      RewardModel model,
      TextFiles files,
      Path directory,
      String submission,
      LongAccumulator scored,
      LongAccumulator failed) {
    void score(Iterator<LabelledSolution> solutions) throws InterruptedException {
      for (int file = 0; solutions.hasNext(); file++) {
        List<LabelledSolution> window = new ArrayList<>();
        List<CompletableFuture<Scored>> verdicts = new ArrayList<>();
        while (solutions.hasNext() && window.size() < WINDOW) {
          LabelledSolution solution = solutions.next();
          window.add(solution);
          verdicts.add(model.score(List.of(trajectory(solution))));
        }
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < window.size(); i++) {
          String line = line(window.get(i), verdicts.get(i));
          if (line != null) {
            lines.add(line);
          }
        }
        if (!lines.isEmpty()) {
          String name =
              "%s-%05d-%d-%05d.jsonl"
                  .formatted(
                      submission,
                      TaskContext.getPartitionId(),
                      TaskContext.get().taskAttemptId(),
                      file);
          files.write(new Path(directory, name), String.join("\n", lines) + "\n");
        }
      }
    }

    private @Nullable String line(LabelledSolution solution, CompletableFuture<Scored> verdict)
        throws InterruptedException {
      try {
        List<Double> rewards = verdict.get().rewards().get(0);
        scored.add(1);
        ObjectNode row = JSON.createObjectNode();
        row.put("subset", solution.subset());
        row.put("id", solution.id());
        row.put("label", solution.label());
        ArrayNode scores = row.putArray("scores");
        rewards.forEach(scores::add);
        return row.toString();
      } catch (ExecutionException e) {
        failed.add(1);
        LOG.warn(
            "{} of {} was not scored: {}",
            solution.id(),
            solution.subset(),
            String.valueOf(e.getCause()));
        return null;
      }
    }

    private static Trajectory trajectory(LabelledSolution solution) {
      String question = solution.problem();
      if (question == null) {
        throw new UserException(
            "%s of %s: problem must be given to have its steps scored"
                .formatted(solution.id(), solution.subset()));
      }
      return Trajectory.start(new Problem(solution.id(), question, null))
          .append(
              0,
              solution.steps().stream().map(text -> new Step(text, 0, null)).toList(),
              Finish.ANSWERED);
    }
  }
}
