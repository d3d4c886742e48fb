package dev.cairn.jobs.cli;

import dev.cairn.engine.config.UserException;
import dev.cairn.engine.search.Aggregation;
import dev.cairn.engine.search.strategy.ComputeOptimal.Difficulty;
import dev.cairn.jobs.TrainJob;
import dev.cairn.jobs.TrainSettings;
import dev.cairn.jobs.TrainedPolicy;
import dev.cairn.jobs.TrainedPolicy.TrainedBin;
import dev.cairn.jobs.TrainedPolicy.Worth;
import dev.cairn.jobs.io.RunDirectory;
import dev.cairn.jobs.io.TextFiles;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command {@code train}: which method for which difficulty, learned from a finished run. */
@Command(
    name = "train",
    mixinStandardHelpOptions = true,
    description = {
      "Learns from a finished run, which has tried several methods on the same problems, which method"
          + " to use for which difficulty: the strategy compute-optimal. Calls no worker.",
      "",
      "The difficulty of a problem is told by the first solutions of one experiment, --probe. Each"
          + " method is taken to be worth what it was alone."
    },
    footer = {
      "",
      "Examples:",
      "  cairn train runs/methods --probe best-of-8 --tokens 1500",
      "  cairn train runs/methods --probe best-of-8 --difficulty agreement --out policy.yaml"
    })
final class TrainCommand implements Callable<Integer> {
  @Parameters(paramLabel = "RUN", description = "The directory of a finished run.")
  private String run = "";

  @Option(
      names = "--probe",
      required = true,
      paramLabel = "EXPERIMENT",
      description =
          "Whose first candidates tell the difficulty: independent solutions (best-of-n).")
  private String probe = "";

  @Option(
      names = "--samples",
      paramLabel = "N",
      defaultValue = "4",
      description = "How many of them (default: ${DEFAULT-VALUE}).")
  private int samples;

  @Option(
      names = "--difficulty",
      paramLabel = "KIND",
      defaultValue = "reward",
      description =
          "How they tell it: reward (1 - their mean reward) or agreement (1 - the share of the most"
              + " frequent answer). Default: ${DEFAULT-VALUE}.")
  private Difficulty difficulty = Difficulty.REWARD;

  @Option(
      names = "--aggregation",
      paramLabel = "AGGREGATION",
      defaultValue = "last",
      description = "How step rewards become one number (default: ${DEFAULT-VALUE}).")
  private Aggregation aggregation = Aggregation.LAST;

  @Option(
      names = "--bins",
      paramLabel = "N",
      defaultValue = "5",
      description = "Bins of difficulty, at most (default: ${DEFAULT-VALUE}).")
  private int bins;

  @Option(
      names = "--tokens",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "Generated tokens that a problem may cost in the mean, first solutions included; 0 for no"
              + " bound (default).")
  private double tokens;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Where the strategy goes, as YAML; it is printed in any case.")
  private @Nullable String out;

  @Mixin private ResultOptions resultOptions = new ResultOptions();

  @Override
  public Integer call() throws Exception {
    TrainSettings settings = settings();
    try (SparkSession spark = Session.open("train " + run)) {
      TrainedPolicy policy = new TrainJob(spark, new RunDirectory(new Path(run))).run(settings);
      if (out != null) {
        new TextFiles(spark.sparkContext().hadoopConfiguration())
            .write(
                new Path(out), "# Learned by cairn train from " + run + "\n" + policy.strategy());
      }
      resultOptions.print(policy, terminal -> print(policy, terminal));
    }
    return ExitCode.DONE;
  }

  private TrainSettings settings() {
    try {
      return new TrainSettings(probe, samples, difficulty, aggregation, bins, tokens);
    } catch (IllegalArgumentException e) {
      throw new UserException("--" + e.getMessage(), e);
    }
  }

  private static void print(TrainedPolicy policy, PrintWriter terminal) {
    terminal.printf("Learned from %d searches.%n%n", policy.searches());
    terminal.print(TextTable.of(rows(policy)));
    terminal.println();
    terminal.println("The table on what it was chosen on:       " + worth(policy.learned()));
    terminal.println("Chosen on one half, measured on the other: " + worth(policy.validated()));
    terminal.println("The best one method for all, likewise:     " + worth(policy.single()));
    terminal.println();
    terminal.print(policy.strategy());
  }

  private static String worth(@Nullable Worth worth) {
    return worth == null
        ? "cannot be told: a half has no problems, or nothing that it can pay for"
        : String.format(
            Locale.ROOT,
            "%.1f %% at %.0f tokens a problem",
            100 * worth.accuracy(),
            worth.tokens());
  }

  private static List<List<String>> rows(TrainedPolicy policy) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("difficulty up to", "searches", "method", "accuracy", "its tokens"));
    for (TrainedBin bin : policy.bins()) {
      rows.add(
          List.of(
              String.format(Locale.ROOT, "%.4f", bin.upTo()),
              String.valueOf(bin.searches()),
              bin.method(),
              String.format(Locale.ROOT, "%.1f %%", 100 * bin.accuracy()),
              String.format(Locale.ROOT, "%.0f", bin.tokens())));
    }
    return rows;
  }
}
