package dev.cairn.jobs.cli;

import dev.cairn.engine.config.RunSpec;
import dev.cairn.engine.config.Trial;
import dev.cairn.engine.config.UserException;
import dev.cairn.engine.simulate.SimulatedFleet;
import dev.cairn.jobs.Baseline;
import dev.cairn.jobs.Gate;
import dev.cairn.jobs.History;
import dev.cairn.jobs.Nights;
import dev.cairn.jobs.RunEstimate;
import dev.cairn.jobs.RunMetrics;
import dev.cairn.jobs.SearchJob;
import dev.cairn.jobs.io.RunDirectory;
import dev.cairn.jobs.io.TextFiles;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.Locale;
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

/** The command {@code sweep}: the main job night after night, each compared with an earlier one. */
@Command(
    name = "sweep",
    mixinStandardHelpOptions = true,
    description = {
      "Runs every experiment that the lists of a spec stand for, in one Spark job, after an estimate"
          + " of what it costs; compares each with a baseline and adds the figures to a history.",
      "",
      "An experiment that is significantly worse than in the baseline is a regression: exit code 5."
          + " A run of the same spec that was not finished is gone on with."
    },
    footer = {
      "",
      "Examples:",
      "  cairn sweep conf/nightly.yaml",
      "  cairn sweep my.yaml --baseline runs/release-3 --max-cost 40 --yes",
      "  cairn sweep my.yaml --out hdfs:///runs/tonight --baseline latest --json"
    })
final class SweepCommand implements Callable<Integer> {
  private static final String LATEST = "latest";
  private static final String NONE = "none";

  @Mixin private SpecOptions options = new SpecOptions();
  @Mixin private ConsentOptions consent = new ConsentOptions();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "The run directory, on any Hadoop file system; runs/NAME-TIME if not given.")
  private @Nullable String out;

  @Option(
      names = "--baseline",
      paramLabel = "RUN",
      defaultValue = LATEST,
      description =
          "The run to compare with: its directory; latest, the newest finished one of this name"
              + " beside it whose own comparison found no regression; or none (default:"
              + " ${DEFAULT-VALUE}).")
  private String baseline = LATEST;

  @Option(
      names = "--alpha",
      paramLabel = "P",
      defaultValue = "0.05",
      description =
          "Corrected p-value up to which worse is a regression (default: ${DEFAULT-VALUE}).")
  private double alpha;

  @Option(
      names = "--history",
      paramLabel = "DIR",
      description = "Where the figures of every night go; history, beside the run, if not given.")
  private @Nullable String history;

  @Option(
      names = "--max-cost",
      paramLabel = "AMOUNT",
      description =
          "Stops the run, all saved, once it has spent so much, by the prices of the spec.")
  private @Nullable Double maxCost;

  @Mixin private ResultOptions resultOptions = new ResultOptions();

  @Spec private @Nullable CommandSpec command;

  /** What {@code --json} prints. */
  record Result(String directory, RunMetrics metrics, @Nullable Gate gate) {}

  @Override
  public Integer call() throws Exception {
    RunSpec spec = options.read();
    check(spec);
    PrintWriter terminal = Objects.requireNonNull(command).commandLine().getErr();
    try (SimulatedFleet fleet = SpecOptions.fleet(spec);
        SparkSession spark = Session.open("sweep " + spec.name())) {
      RunSpec named = SpecOptions.resolved(spec, fleet, SpecOptions.probes(spec, fleet));
      RunSpec resolved = Trial.adapted(named, SpecOptions.trials(named));
      RunDirectory directory = directory(spark, resolved, terminal);
      Baseline before = baseline(spark, directory, resolved, terminal);
      consent.ask(estimate(resolved, spark), terminal);
      RunMetrics metrics;
      try (ProgressLine progress = new ProgressLine(terminal)) {
        double most = maxCost == null ? Double.POSITIVE_INFINITY : maxCost;
        metrics = new SearchJob(spark, resolved, directory, most).run(progress);
      }
      Gate gate = before == null ? null : before.compare(resolved, directory, alpha);
      TextFiles files = new TextFiles(spark.sparkContext().hadoopConfiguration());
      if (gate != null) {
        files.write(directory.gate(), ResultOptions.json(gate) + "\n");
      }
      new History(files, historyOf(directory))
          .add(Instant.now(), resolved, directory, metrics, gate);
      Result result = new Result(directory.root().toString(), metrics, gate);
      resultOptions.print(result, printer -> print(result, printer));
      return code(spec, metrics, gate);
    }
  }

  private void check(RunSpec spec) {
    if (!(alpha > 0 && alpha < 1)) {
      throw new UserException("--alpha must be between 0 and 1 but was " + alpha);
    }
    if (maxCost != null && !(maxCost > 0)) {
      throw new UserException("--max-cost must be above 0 but was " + maxCost);
    }
    if (maxCost != null && !spec.prices().given()) {
      throw new UserException(
          "--max-cost needs prices: set prices.policy.generated and others in the spec");
    }
  }

  private RunDirectory directory(SparkSession spark, RunSpec spec, PrintWriter terminal) {
    if (out != null) {
      return new RunDirectory(new Path(out));
    }
    Nights nights = nights(spark, new Path("runs"), spec);
    RunDirectory begun = nights.unfinished(spec).orElse(null);
    if (begun == null) {
      return nights.fresh(Instant.now());
    }
    terminal.println("Goes on with " + begun.root() + ", which is not finished.");
    return begun;
  }

  private static Nights nights(SparkSession spark, Path parent, RunSpec spec) {
    return new Nights(
        new TextFiles(spark.sparkContext().hadoopConfiguration()), parent, spec.name());
  }

  private @Nullable Baseline baseline(
      SparkSession spark, RunDirectory directory, RunSpec spec, PrintWriter terminal) {
    if (baseline.equals(NONE)) {
      return null;
    }
    RunDirectory before;
    if (baseline.equals(LATEST)) {
      before = nights(spark, directory.parent(), spec).lastGood(directory).orElse(null);
      if (before == null) {
        terminal.println(
            "There is no earlier run of %s beside it to compare with.".formatted(spec.name()));
        return null;
      }
    } else {
      before = new RunDirectory(new Path(baseline));
    }
    Baseline found = new Baseline(spark, before);
    found.requireComparable(spec);
    return found;
  }

  private RunEstimate estimate(RunSpec spec, SparkSession spark) {
    return consent.estimate(spec, spark.sparkContext().hadoopConfiguration());
  }

  private Path historyOf(RunDirectory directory) {
    return history == null ? directory.history() : new Path(history);
  }

  private static int code(RunSpec spec, RunMetrics metrics, @Nullable Gate gate) {
    if (gate != null && gate.regressions() > 0) {
      return ExitCode.GATE_FAILED;
    }
    double failed = metrics.failed() / (double) metrics.items();
    return failed > spec.execution().maxFailedShare() ? ExitCode.ITEMS_FAILED : ExitCode.DONE;
  }

  private static void print(Result result, PrintWriter printer) {
    printer.print(ResultTable.of(result.metrics()));
    if (result.gate() != null) {
      printer.printf("%n%s", GateTable.of(result.gate()));
    }
    printer.printf(Locale.ROOT, "%nTables and metrics: %s%n", result.directory());
  }
}
