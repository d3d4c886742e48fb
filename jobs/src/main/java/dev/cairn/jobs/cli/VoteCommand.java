package dev.cairn.jobs.cli;

import dev.cairn.engine.config.UserException;
import dev.cairn.engine.metrics.Estimate;
import dev.cairn.engine.search.Aggregation;
import dev.cairn.jobs.Grading;
import dev.cairn.jobs.RunMetrics;
import dev.cairn.jobs.RunMetrics.ExperimentMetrics;
import dev.cairn.jobs.VoteJob;
import dev.cairn.jobs.Voting;
import dev.cairn.jobs.io.RunDirectory;
import dev.cairn.jobs.io.TextFiles;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command {@code vote}: other votes on the candidates of a finished run. */
@Command(
    name = "vote",
    mixinStandardHelpOptions = true,
    description = {
      "Holds other votes on the candidates of a finished run, selects from its trees, or judges"
          + " them in another way, without a call to a worker.",
      "",
      "Writes tables (problems, candidates, decisions) and metrics.json into RUN/votes or --out;"
          + " the run's own stay as they are."
    },
    footer = {
      "",
      "Examples:",
      "  cairn vote runs/quickstart",
      "  cairn vote runs/quickstart --vote weighted-majority --aggregation min",
      "  cairn vote runs/quickstart --vote max-value --vote max-visits",
      "  cairn vote hdfs:///runs/nightly --profile prm800k --out hdfs:///votes/strict"
    })
final class VoteCommand implements Callable<Integer> {
  @Parameters(paramLabel = "RUN", description = "The directory of a finished run.")
  private String run = "";

  @Option(
      names = "--vote",
      paramLabel = "VOTE",
      description =
          "A vote, such as majority, best-reward or weighted-majority(min), or a selection from the"
              + " stored trees: max-value, max-visits, best-path. Repeatable; all if not given.")
  private List<String> votes = new ArrayList<>();

  @Option(
      names = "--aggregation",
      paramLabel = "AGGREGATION",
      description =
          "How step rewards become one number, such as last, min, product or mean. Repeatable; all"
              + " if not given.")
  private List<Aggregation> aggregations = new ArrayList<>();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Where tables and metrics go; RUN/votes if not given.")
  private @Nullable String out;

  @Option(names = "--overwrite", description = "Replaces what an earlier vote has left there.")
  private boolean overwrite;

  @Mixin private GradingOptions gradingOptions = new GradingOptions();

  @Mixin private ResultOptions resultOptions = new ResultOptions();

  @Override
  public Integer call() throws Exception {
    RunDirectory directory = new RunDirectory(new Path(run));
    RunDirectory target = out == null ? directory.votes() : new RunDirectory(new Path(out));
    try (SparkSession spark = Session.open("vote " + run)) {
      VoteJob job = new VoteJob(spark, directory);
      TextFiles files = new TextFiles(spark.sparkContext().hadoopConfiguration());
      if (!overwrite && files.exists(target.metrics())) {
        throw new UserException(
            target.root() + ": holds a vote already; name another --out, or give --overwrite");
      }
      Grading grading = gradingOptions.over(Grading.of(job.spec()));
      Voting voting = new Voting(grading, votes, aggregations);
      RunMetrics metrics = job.run(voting, target);
      resultOptions.print(metrics, terminal -> print(metrics, target, terminal));
    }
    return ExitCode.DONE;
  }

  private static void print(RunMetrics metrics, RunDirectory target, PrintWriter terminal) {
    terminal.printf(
        "%s: %d searches, %d failed%n", metrics.run(), metrics.items(), metrics.failed());
    terminal.println(metrics.workers() + ".");
    terminal.println();
    terminal.print(TextTable.of(rows(metrics)));
    terminal.println();
    terminal.println("* the experiment's own vote");
    terminal.println("Tables and metrics: " + target.root());
  }

  private static List<List<String>> rows(RunMetrics metrics) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("experiment", "vote", "accuracy", "95 % interval", "n"));
    for (ExperimentMetrics experiment : metrics.experiments()) {
      for (Map.Entry<String, Estimate> vote : experiment.votes().entrySet()) {
        Estimate accuracy = vote.getValue();
        rows.add(
            List.of(
                experiment.name(),
                vote.getKey() + (vote.getKey().equals(experiment.vote()) ? " *" : ""),
                TextTable.percent(accuracy),
                TextTable.interval(accuracy),
                String.valueOf(accuracy.n())));
      }
    }
    return rows;
  }
}
