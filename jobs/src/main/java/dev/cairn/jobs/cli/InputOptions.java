package dev.cairn.jobs.cli;

import dev.cairn.jobs.io.Input;
import dev.cairn.jobs.io.OnBadRow;
import dev.cairn.jobs.io.TextFiles;
import java.io.PrintWriter;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Option;

/** The options of commands that read files of rows. */
final class InputOptions {
  @Option(
      names = "--on-bad-row",
      paramLabel = "refuse|quarantine",
      defaultValue = "refuse",
      description =
          "What to do with rows that cannot be used: refuse all of the input (exit code 2), or set"
              + " them aside in a file beside the output (default: ${DEFAULT-VALUE}).")
  private OnBadRow onBadRow = OnBadRow.REFUSE;

  /** Says what was recognised, and settles the bad rows of an input; gives how many there were. */
  long settle(Input<?> input, Path quarantine, SparkSession spark, PrintWriter terminal) {
    input.formats().forEach((file, format) -> terminal.printf("%s: format %s%n", file, format));
    long count =
        onBadRow.settle(
            input, quarantine, new TextFiles(spark.sparkContext().hadoopConfiguration()));
    if (count > 0) {
      terminal.printf("bad rows: %d, set aside in %s%n", count, quarantine);
    }
    terminal.flush();
    return count;
  }
}
