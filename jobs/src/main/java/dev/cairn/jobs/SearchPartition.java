package dev.cairn.jobs;

import dev.cairn.engine.config.RunSpec;
import dev.cairn.engine.config.RunSpec.CallLogSpec.Keep;
import dev.cairn.engine.config.RunSpec.ExecutionSpec;
import dev.cairn.engine.config.RunSpec.Experiment;
import dev.cairn.engine.model.Policy;
import dev.cairn.engine.model.RewardModel;
import dev.cairn.engine.run.SearchLoop;
import dev.cairn.engine.run.SearchOutcome;
import dev.cairn.engine.run.SearchTask;
import dev.cairn.engine.run.WorkItem;
import dev.cairn.engine.search.AnswerReader;
import dev.cairn.engine.worker.CallLog;
import dev.cairn.jobs.BudgetSharing.Attempt;
import dev.cairn.jobs.io.CallSegments;
import dev.cairn.jobs.io.RunDirectory;
import dev.cairn.jobs.io.Segments;
import dev.cairn.jobs.io.StoredOutcome;
import dev.cairn.jobs.io.TaskCalls;
import dev.cairn.jobs.io.TextFiles;
import java.time.Duration;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.hadoop.fs.Path;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.VoidFunction;
import org.apache.spark.util.SerializableConfiguration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The task of a search job: runs its work items in one loop on the task's thread and writes their
 * outcomes while it works. A task that is tried again leaves out what an earlier attempt has
 * written, and searches that were cut off are answered from the call log up to where they were.
 */
final class SearchPartition implements VoidFunction<Iterator<Assignment>> {
  private static final long serialVersionUID = 1;
  private static final Logger LOG = LoggerFactory.getLogger(SearchPartition.class);

  private final String yaml;
  private final String directory;
  private final String submission;
  private final int executors;
  private final long callBytes;
  private final CallAccounts accounts;
  private final Vitals vitals;
  private final SerializableConfiguration hadoop;

  /**
   * A task.
   *
   * @param yaml the resolved spec
   * @param directory of the run
   * @param submission tells this submission's segments from those of others of the same run
   * @param executors JVMs that share the run's servers
   * @param callBytes that the task may add to the call log
   * @param accounts of the call log
   * @param vitals of the searches under way
   */
  SearchPartition(
      String yaml,
      String directory,
      String submission,
      int executors,
      long callBytes,
      CallAccounts accounts,
      Vitals vitals,
      SerializableConfiguration hadoop) {
    this.yaml = yaml;
    this.directory = directory;
    this.submission = submission;
    this.executors = executors;
    this.callBytes = callBytes;
    this.accounts = accounts;
    this.vitals = vitals;
    this.hadoop = hadoop;
  }

  @Override
  public void call(Iterator<Assignment> assignments) {
    TaskContext task = TaskContext.get();
    TextFiles files = new TextFiles(hadoop.value());
    RunDirectory run = new RunDirectory(new Path(directory));
    Segments segments = new Segments(files, run.outcomes());
    String partition = "%s-%05d".formatted(submission, task.partitionId());
    String attempt = "%s-%d".formatted(partition, task.taskAttemptId());
    Set<WorkItem> done = task.attemptNumber() == 0 ? Set.of() : done(segments, partition);
    List<Assignment> items =
        stream(assignments).filter(assignment -> !done.contains(assignment.item())).toList();
    if (items.isEmpty()) {
      return;
    }
    try (SharedModels shared = SharedModels.borrow(yaml, executors);
        TaskCalls calls = calls(shared.spec().execution(), files, run, partition, attempt, items)) {
      RunSpec spec = shared.spec();
      Iterator<SearchTask> tasks = items.stream().map(task(shared, calls)).iterator();
      Map<WorkItem, Long> allowances = allowances(spec, items);
      try (SearchLoop loop = new SearchLoop(tasks, spec.limits());
          Segments.Writer out =
              segments.writer(
                  attempt,
                  spec.execution().segmentRecords(),
                  Duration.ofSeconds(spec.execution().segmentSeconds()))) {
        LOG.info("Partition {} begins, {} items done before", task.partitionId(), done.size());
        Vitals.Task gauges = vitals.of(spec);
        StopSign stop = new StopSign(files, run.stop());
        while (loop.hasNext() && !stop.isUp()) {
          SearchOutcome outcome = loop.poll(shorter(out.untilDue(), StopSign.LOOK));
          gauges.tell(loop);
          if (outcome != null) {
            out.add(StoredOutcome.of(outcome, allowances.getOrDefault(outcome.item(), 0L)));
            if (calls != null) {
              calls.over(outcome.problem().id());
            }
          }
          out.closeIfDue();
        }
        LOG.info("Partition {} ends", task.partitionId());
        new WorkerTable(files, run).add(attempt, shared.drain());
      }
      if (calls != null) {
        accounts.add(calls.end());
      }
    }
  }

  /** The task's call log; null if the run keeps none. */
  private @Nullable TaskCalls calls(
      ExecutionSpec execution,
      TextFiles files,
      RunDirectory run,
      String partition,
      String attempt,
      List<Assignment> items) {
    if (execution.callLog().keep() == Keep.NEVER) {
      return null;
    }
    CallSegments segments = new CallSegments(files, run.calls());
    return new TaskCalls(
        files,
        segments,
        execution.callLog(),
        attempt,
        Math.max(0, callBytes - segments.bytes("-" + partition + "-")),
        items.stream().map(Assignment::id).toList());
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  private static Set<WorkItem> done(Segments segments, String partition) {
    Set<WorkItem> done = new HashSet<>();
    segments
        .list(partition + "-")
        .forEach(segment -> segments.read(segment, outcome -> done.add(outcome.item())));
    return done;
  }

  /** The tokens that every item may spend. */
  private static Map<WorkItem, Long> allowances(RunSpec spec, List<Assignment> items) {
    BudgetSharing budgets = new BudgetSharing(spec);
    return items.stream()
        .map(budgets::attempt)
        .collect(Collectors.toMap(Attempt::item, Attempt::allowance));
  }

  private static Function<Assignment, SearchTask> task(
      SharedModels shared, @Nullable TaskCalls calls) {
    RunSpec spec = shared.spec();
    CallLog log = calls == null ? CallLog.NONE : calls;
    Map<String, Policy> policies = shared.models().policies(log);
    Map<String, RewardModel> rewards = shared.models().rewards(log);
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
          Objects.requireNonNull(policies.get(experiment.policyRole())),
          rewards.get(experiment.reward()),
          spec.seedOf(experiment, assignment.item()),
          answers,
          experiment.budget().with(assignment.more()));
    };
  }

  private static Stream<Assignment> stream(Iterator<Assignment> assignments) {
    Iterable<Assignment> once = () -> assignments;
    return StreamSupport.stream(once.spliterator(), false);
  }
}
