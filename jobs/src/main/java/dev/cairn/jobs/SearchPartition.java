package dev.cairn.jobs;

import dev.cairn.engine.config.RunSpec;
import dev.cairn.engine.config.RunSpec.Experiment;
import dev.cairn.engine.run.SearchLoop;
import dev.cairn.engine.run.SearchOutcome;
import dev.cairn.engine.run.SearchTask;
import dev.cairn.engine.run.Seeds;
import dev.cairn.engine.run.WorkItem;
import dev.cairn.engine.search.AnswerReader;
import dev.cairn.jobs.io.RunDirectory;
import dev.cairn.jobs.io.Segments;
import dev.cairn.jobs.io.StoredOutcome;
import dev.cairn.jobs.io.TextFiles;
import java.time.Duration;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.hadoop.fs.Path;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.VoidFunction;
import org.apache.spark.util.SerializableConfiguration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The task of a search job: runs its work items in one loop on the task's thread and writes their
 * outcomes while it works. A task that is tried again leaves out what an earlier attempt has
 * written.
 */
final class SearchPartition implements VoidFunction<Iterator<Assignment>> {
  private static final long serialVersionUID = 1;
  private static final Logger LOG = LoggerFactory.getLogger(SearchPartition.class);

  private final String yaml;
  private final String directory;
  private final String submission;
  private final SerializableConfiguration hadoop;

  /**
   * A task.
   *
   * @param yaml the resolved spec
   * @param directory of the run
   * @param submission tells this submission's segments from those of others of the same run
   */
  SearchPartition(
      String yaml, String directory, String submission, SerializableConfiguration hadoop) {
    this.yaml = yaml;
    this.directory = directory;
    this.submission = submission;
    this.hadoop = hadoop;
  }

  @Override
  public void call(Iterator<Assignment> assignments) {
    TaskContext task = TaskContext.get();
    Segments segments =
        new Segments(
            new TextFiles(hadoop.value()), new RunDirectory(new Path(directory)).outcomes());
    String partition = "%s-%05d".formatted(submission, task.partitionId());
    Set<WorkItem> done = task.attemptNumber() == 0 ? Set.of() : done(segments, partition);
    try (SharedModels shared = SharedModels.borrow(yaml)) {
      RunSpec spec = shared.spec();
      Iterator<SearchTask> tasks =
          stream(assignments)
              .filter(assignment -> !done.contains(assignment.item()))
              .map(task(shared))
              .iterator();
      try (SearchLoop loop = new SearchLoop(tasks, spec.limits());
          Segments.Writer out =
              segments.writer(
                  "%s-%d".formatted(partition, task.taskAttemptId()),
                  spec.execution().segmentRecords(),
                  Duration.ofSeconds(spec.execution().segmentSeconds()))) {
        LOG.info("Partition {} begins, {} items done before", task.partitionId(), done.size());
        while (loop.hasNext()) {
          SearchOutcome outcome = loop.poll(out.untilDue());
          if (outcome != null) {
            out.add(StoredOutcome.of(outcome));
          }
          out.closeIfDue();
        }
        LOG.info("Partition {} ends", task.partitionId());
      }
    }
  }

  private static Set<WorkItem> done(Segments segments, String partition) {
    Set<WorkItem> done = new HashSet<>();
    segments
        .list(partition + "-")
        .forEach(segment -> segments.read(segment, outcome -> done.add(outcome.item())));
    return done;
  }

  private static Function<Assignment, SearchTask> task(SharedModels shared) {
    RunSpec spec = shared.spec();
    Map<String, Experiment> experiments =
        spec.experiments().stream().collect(Collectors.toMap(Experiment::name, each -> each));
    AnswerReader answers = spec.answers().reader();
    return assignment -> {
      Experiment experiment = experiments.get(assignment.experiment());
      if (experiment == null) {
        throw new IllegalStateException("no experiment is named " + assignment.experiment());
      }
      return new SearchTask(
          assignment.item(),
          assignment.problem(),
          experiment.strategy(),
          shared.models().policy(),
          shared.models().reward(experiment.reward()),
          Seeds.of(spec.seed(), assignment.item()),
          answers);
    };
  }

  private static Stream<Assignment> stream(Iterator<Assignment> assignments) {
    Iterable<Assignment> once = () -> assignments;
    return StreamSupport.stream(once.spliterator(), false);
  }
}
