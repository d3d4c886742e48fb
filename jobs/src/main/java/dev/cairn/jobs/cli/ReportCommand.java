package dev.cairn.jobs.cli;

import dev.cairn.engine.config.UserException;
import dev.cairn.jobs.Gate;
import dev.cairn.jobs.Report;
import dev.cairn.jobs.ReportJob;
import dev.cairn.jobs.ReportSettings;
import dev.cairn.jobs.TreeArchive;
import dev.cairn.jobs.io.RunDirectory;
import dev.cairn.jobs.io.TextFiles;
import dev.cairn.jobs.report.CsvReport;
import dev.cairn.jobs.report.HtmlReport;
import dev.cairn.jobs.report.MarkdownReport;
import java.io.PrintWriter;
import java.util.ArrayList;
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
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command {@code report}: the figures of a finished run to read. */
@Command(
    name = "report",
    mixinStandardHelpOptions = true,
    description = {
      "Writes the report of a finished run: one HTML file with charts and an explorer of the search"
          + " trees, which needs no network; or Markdown, or CSV.",
      "",
      "Calls no worker, and leaves the run as it is."
    },
    footer = {
      "",
      "Examples:",
      "  cairn report runs/quickstart",
      "  cairn report runs/tonight --baseline runs/last-night",
      "  cairn report runs/quickstart --policy-parameters 7e9 --reward-parameters 7e9 --prompt-price"
          + " 0.1 --generated-price 0.4 --reward-price 0.1",
      "  cairn report runs/quickstart --format md"
    })
final class ReportCommand implements Callable<Integer> {
  private static final long MEGABYTE = 1_000_000;
  private static final String NONE = "none";

  @Parameters(paramLabel = "RUN", description = "The directory of a finished run.")
  private String run = "";

  @Option(
      names = "--baseline",
      paramLabel = "RUN",
      description =
          "The directory of a finished run on the same problems to compare with, or none; that of"
              + " the sweep's own comparison if not given.")
  private @Nullable String baseline;

  @Option(
      names = "--history",
      paramLabel = "DIR",
      description =
          "Where sweeps have put the figures of every night; history, beside the run, if not"
              + " given.")
  private @Nullable String history;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "html, md or csv. Default: html.")
  private Format format = Format.HTML;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Where it goes; RUN/report.html if not given, and the terminal for md and csv.")
  private @Nullable String out;

  @Option(
      names = "--processbench",
      paramLabel = "FILE",
      description = "What cairn processbench --json has printed, to be shown too. Repeatable.")
  private List<String> processBench = new ArrayList<>();

  @Mixin private SizeOptions sizes = new SizeOptions();

  @Mixin private PriceOptions prices = new PriceOptions();

  @Option(
      names = "--tree-megabytes",
      paramLabel = "N",
      description =
          "Room for packed search trees in the HTML file; problems that do not fit are listed"
              + " without theirs. Default: 24.")
  private long treeMegabytes = 24;

  @Spec private @Nullable CommandSpec command;

  /** What a report is written as. */
  enum Format {
    HTML,
    MD,
    CSV
  }

  @Override
  public Integer call() throws Exception {
    if (treeMegabytes < 0) {
      throw new UserException("--tree-megabytes must not be negative but was " + treeMegabytes);
    }
    RunDirectory directory = new RunDirectory(new Path(run));
    try (SparkSession spark = Session.open("report " + run)) {
      TextFiles files = new TextFiles(spark.sparkContext().hadoopConfiguration());
      ReportJob job = new ReportJob(spark, directory, settings(directory, files));
      Report report = job.run();
      switch (format) {
        case HTML -> html(job, report, files, target(directory));
        case MD -> text(new MarkdownReport(report).text(), files);
        case CSV -> text(new CsvReport(report).text(), files);
      }
    }
    return ExitCode.DONE;
  }

  private Path target(RunDirectory directory) {
    return out == null ? directory.report() : new Path(out);
  }

  private void html(ReportJob job, Report report, TextFiles files, Path file) {
    try (TreeArchive trees = job.trees(treeMegabytes * MEGABYTE)) {
      files.write(file, new HtmlReport(report, trees).lines());
      PrintWriter terminal = terminal();
      terminal.printf(
          "%s: the trees of %d of %d problems are in it%n",
          file, trees.problemsHeld(), trees.problems());
      terminal.flush();
    }
  }

  private void text(String text, TextFiles files) {
    if (out == null) {
      terminal().print(text);
      terminal().flush();
    } else {
      files.write(new Path(out), text);
    }
  }

  private PrintWriter terminal() {
    return Objects.requireNonNull(command).commandLine().getOut();
  }

  private ReportSettings settings(RunDirectory directory, TextFiles files) {
    return new ReportSettings(
        baseline(directory, files),
        history == null ? directory.history() : new Path(history),
        processBench.stream().map(Path::new).toList(),
        sizes.policies(),
        sizes.reward(),
        prices.prices());
  }

  private @Nullable RunDirectory baseline(RunDirectory directory, TextFiles files) {
    if (NONE.equals(baseline)) {
      return null;
    }
    if (baseline != null) {
      return new RunDirectory(new Path(baseline));
    }
    if (!files.exists(directory.gate())) {
      return null;
    }
    RunDirectory before = new RunDirectory(new Path(Gate.baselineOf(directory, files)));
    if (!files.exists(before.metrics())) {
      PrintWriter err = Objects.requireNonNull(command).commandLine().getErr();
      err.printf(
          "%s, which the sweep was compared with, is gone; the report is without a baseline%n",
          before.root());
      err.flush();
      return null;
    }
    return before;
  }
}
