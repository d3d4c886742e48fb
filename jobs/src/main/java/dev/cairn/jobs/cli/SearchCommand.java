package dev.cairn.jobs.cli;

import dev.cairn.engine.config.RunSpec;
import dev.cairn.engine.config.Trial;
import dev.cairn.engine.simulate.SimulatedFleet;
import dev.cairn.jobs.RunMetrics;
import dev.cairn.jobs.SearchJob;
import dev.cairn.jobs.io.CallCounts;
import dev.cairn.jobs.io.RunDirectory;
import java.io.PrintWriter;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command {@code search}: the main job. */
@Command(
    name = "search",
    mixinStandardHelpOptions = true,
    description = {
      "Runs every experiment of a spec on every problem of its set and prints accuracy and cost.",
      "",
      "Writes a run directory: run.yaml, calls/, outcomes/, tables/*.parquet, metrics.json. The same"
          + " command again does only what is missing or has failed, and pays for no call twice."
    },
    footer = {
      "",
      "Examples:",
      "  cairn search conf/quickstart.yaml",
      "  cairn search conf/quickstart.yaml --set seed=2 --out runs/second",
      "  spark-submit --class dev.cairn.jobs.cli.Main cairn.jar search hdfs:///conf/nightly.yaml --out hdfs:///runs/nightly"
    })
final class SearchCommand implements Callable<Integer> {
  @Mixin private SpecOptions options = new SpecOptions();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "The run directory, on any Hadoop file system; runs/NAME if not given.")
  private @Nullable String out;

  @Mixin private ResultOptions resultOptions = new ResultOptions();

  @Option(
      names = "--no-call-log",
      description = "Keeps no answers and replays none; as execution.call-log.keep=never.")
  private boolean noCallLog;

  @Spec private @Nullable CommandSpec command;

  @Override
  public Integer call() throws Exception {
    RunSpec spec = options.read(noCallLog ? List.of("execution.call-log.keep=never") : List.of());
    PrintWriter terminal = Objects.requireNonNull(command).commandLine().getErr();
    try (SimulatedFleet fleet = SpecOptions.fleet(spec)) {
      RunSpec named = SpecOptions.resolved(spec, fleet, SpecOptions.probes(spec, fleet));
      RunSpec resolved = Trial.adapted(named, SpecOptions.trials(named));
      RunDirectory directory =
          new RunDirectory(new Path(out == null ? "runs/" + spec.name() : out));
      RunMetrics metrics;
      CallCounts calls;
      try (SparkSession spark = Session.open("search " + spec.name());
          ProgressLine progress = new ProgressLine(terminal)) {
        SearchJob job = new SearchJob(spark, resolved, directory);
        metrics = job.run(progress);
        calls = job.callCounts();
      }
      terminal.print(words(calls));
      terminal.flush();
      double bound = fleet == null ? 0 : fleet.stats().lowerBound();
      resultOptions.print(metrics, result -> print(metrics, directory, bound, result));
      double failed = metrics.failed() / (double) metrics.items();
      return failed > spec.execution().maxFailedShare() ? ExitCode.ITEMS_FAILED : ExitCode.DONE;
    }
  }

  private static void print(
      RunMetrics metrics, RunDirectory directory, double bound, PrintWriter result) {
    result.print(ResultTable.of(metrics));
    if (bound > 0) {
      result.printf(
          "The fleet needs at least %.1f s for this work; the search took %.2f times that.%n",
          bound, metrics.seconds() / bound);
    }
    result.println();
    result.println("Tables and metrics: " + directory.root());
  }

  /** What is worth a word of the call log; nothing for a run that nothing has happened to. */
  private static String words(CallCounts calls) {
    StringBuilder words = new StringBuilder();
    if (calls.replayed() > 0) {
      words.append("%d calls were answered from the call log.%n".formatted(calls.replayed()));
    }
    if (calls.unlogged() > 0) {
      words.append(
          "%d answers were not logged and would be paid for again after a crash: the log is full or cannot be written.%n"
              .formatted(calls.unlogged()));
    }
    if (calls.damaged() > 0) {
      words.append(
          "The call log is torn or damaged in %d places; the calls there were made again.%n"
              .formatted(calls.damaged()));
    }
    return words.toString();
  }
}
