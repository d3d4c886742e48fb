package dev.cairn.jobs.cli;

import dev.cairn.engine.config.UserException;
import dev.cairn.engine.metrics.Estimate;
import dev.cairn.jobs.GradeJob;
import dev.cairn.jobs.GradeSummary;
import dev.cairn.jobs.GradeSummary.RuleCount;
import dev.cairn.jobs.Grading;
import dev.cairn.jobs.io.Input;
import dev.cairn.jobs.io.InputFiles;
import dev.cairn.jobs.io.RowOutput;
import dev.cairn.jobs.io.TextFiles;
import dev.cairn.jobs.io.format.Formats;
import dev.cairn.jobs.io.format.Pair;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
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

/** The command {@code grade}: answers against references. */
@Command(
    name = "grade",
    mixinStandardHelpOptions = true,
    description = {
      "Decides for each row whether its answer is the reference answer.",
      "",
      "A row is a JSON object with reference, and with given (an answer) or solution (a text to"
          + " read it from). It comes out with all its fields and with answer, rule (what found"
          + " it), equal and why, in the order of the input."
    },
    footer = {
      "",
      "Examples:",
      "  cairn grade --input pairs.jsonl --output graded.jsonl",
      "  cairn grade --input 'samples/*.gz' --output out.jsonl.gz --profile prm800k",
      "  cairn grade --input hdfs:///in --output hdfs:///out --on-bad-row quarantine"
    })
final class GradeCommand implements Callable<Integer> {
  @Option(
      names = "--input",
      required = true,
      paramLabel = "FILE",
      description =
          "JSON Lines, plain or .gz, or a JSON array; also a directory or a pattern. Repeatable.")
  private List<String> inputs = new ArrayList<>();

  @Option(
      names = "--output",
      required = true,
      paramLabel = "FILE",
      description = "One file if the name ends in .jsonl, .json or .gz, else a directory of files.")
  private String output = "";

  @Option(names = "--overwrite", description = "Replaces an output that is there.")
  private boolean overwrite;

  @Mixin private InputOptions inputOptions = new InputOptions();
  @Mixin private GradingOptions gradingOptions = new GradingOptions();

  @Mixin private ResultOptions resultOptions = new ResultOptions();

  @Spec private @Nullable CommandSpec command;

  @Override
  public Integer call() throws Exception {
    PrintWriter terminal = Objects.requireNonNull(command).commandLine().getErr();
    Grading grading = gradingOptions.over(Grading.DEFAULT);
    try (SparkSession spark = Session.open("grade")) {
      RowOutput rows = new RowOutput(new Path(output), spark.sparkContext().hadoopConfiguration());
      if (!overwrite) {
        rows.requireFree();
      }
      Input<Pair> pairs = new InputFiles(spark).read(Formats.PAIRS, inputs, null);
      Path qualified =
          new TextFiles(spark.sparkContext().hadoopConfiguration()).qualified(rows.path());
      if (pairs.formats().containsKey(qualified.toString())) {
        throw new UserException(output + ": is an input too; name another --output");
      }
      long bad = inputOptions.settle(pairs, rows.quarantine(), spark, terminal);
      GradeSummary summary = new GradeJob(spark, grading).run(pairs, bad, rows);
      resultOptions.print(summary, out -> print(summary, out));
    }
    return ExitCode.DONE;
  }

  private static void print(GradeSummary summary, PrintWriter out) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("rule", "rows", "equal", "share"));
    for (RuleCount rule : summary.byRule()) {
      rows.add(
          List.of(
              rule.rule(),
              String.valueOf(rule.rows()),
              String.valueOf(rule.equal()),
              TextTable.percent(rule.equal() / (double) rule.rows())));
    }
    out.printf("%d rows graded", summary.rows());
    if (summary.badRows() > 0) {
      out.printf("; bad rows: %d, set aside in %s", summary.badRows(), summary.quarantine());
    }
    out.println();
    out.println();
    out.println(TextTable.of(rows));
    summary.byVerdict().forEach((why, count) -> out.printf("%8d %s%n", count, why));
    out.println();
    Estimate accuracy = summary.accuracy();
    if (accuracy == null) {
      out.println("accuracy: undefined, for no row has a reference that says something");
    } else {
      out.printf(
          Locale.ROOT,
          "accuracy: %s (%s, n = %d, %s)%n",
          TextTable.percent(accuracy.value()),
          TextTable.interval(accuracy),
          accuracy.n(),
          accuracy.method());
    }
    out.println();
    out.println("Graded rows: " + summary.output());
  }
}
