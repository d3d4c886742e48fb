package dev.cairn.jobs.cli;

import dev.cairn.engine.config.UserException;
import dev.cairn.engine.search.Aggregation;
import dev.cairn.engine.vote.Grouping;
import dev.cairn.engine.vote.Ties;
import dev.cairn.jobs.RankJob;
import dev.cairn.jobs.RankReport;
import dev.cairn.jobs.RankSettings;
import dev.cairn.jobs.RankSettings.Labels;
import dev.cairn.jobs.RankSettings.Sampling;
import dev.cairn.jobs.RankSettings.Sizes;
import dev.cairn.jobs.RankSettings.Unanswered;
import dev.cairn.jobs.io.Input;
import dev.cairn.jobs.io.InputFiles;
import dev.cairn.jobs.io.RowOutput;
import dev.cairn.jobs.io.format.Formats;
import dev.cairn.jobs.io.format.Pool;
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
import picocli.CommandLine.Spec;

/** The command {@code rank}: rank@1 and other votes on pools that somebody else has sampled. */
@Command(
    name = "rank",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Ranks the candidates of given pools by their scores and holds votes on them: rank@1 and"
          + " accuracy per aggregation and vote, with the mean and the oracle beside them, and the"
          + " curve over the number of candidates.",
      "",
      "Pools are JSON Lines of {id, reference, candidates: [{answer or text or steps, correct,"
          + " tokens, scores}]}; search-and-learn's, Qwen2.5-Math's, StrictPRMBench's and others'"
          + " are recognised."
    },
    footer = {
      "",
      "Examples:",
      "  cairn rank --pools pools.jsonl --scores prm.jsonl",
      "  cairn rank --pools pools.jsonl --vote best-reward --aggregation min --aggregation last",
      "  cairn rank --pools 'beam/*.jsonl' --sampling first --decisions choices.jsonl --json",
      "  cairn rank --pools hdfs:///pools --scores hdfs:///scores --policy-parameters 7e9"
          + " --reward-parameters 7e9"
    })
final class RankCommand implements Callable<Integer> {
  @Option(
      names = "--pools",
      required = true,
      paramLabel = "FILE",
      description = "The pools; a file, directory or pattern. Repeatable.")
  private List<String> pools = new ArrayList<>();

  @Option(
      names = "--format",
      paramLabel = "NAME",
      description = "The format of the pools; recognised if not given.")
  private @Nullable String format;

  @Option(
      names = "--scores",
      paramLabel = "FILE",
      description = "Step scores of the candidates, where the pools hold none. Repeatable.")
  private List<String> scores = new ArrayList<>();

  @Option(
      names = "--aggregation",
      paramLabel = "A",
      description = "last, min, max, product, mean, geometric-mean or sum. Repeatable; all.")
  private List<Aggregation> aggregations = new ArrayList<>();

  @Option(
      names = "--vote",
      paramLabel = "V",
      description =
          "majority, best-reward, weighted-majority, clustered, shifted-product, or one of these"
              + " with its parameters, such as best-reward(min). Repeatable; all that are usual.")
  private List<String> votes = new ArrayList<>();

  @Option(
      names = "--labels",
      paramLabel = "stored|graded",
      description =
          "Who says which candidates are right: the file, where it says it, or the grader"
              + " (default: stored).")
  private Labels labels = Labels.STORED;

  @Option(
      names = "--group-by",
      paramLabel = "equal|text|last-number",
      description = "Which answers count as the same (default: equal).")
  private Grouping grouping = Grouping.EQUAL;

  @Option(
      names = "--unanswered",
      paramLabel = "drop|vote",
      description =
          "Whether candidates without an answer have no vote or are a class of their own"
              + " (default: drop).")
  private Unanswered unanswered = Unanswered.DROP;

  @Option(
      names = "--ties",
      paramLabel = "RULE",
      description =
          "Which of several answers of equal weight wins: first-seen, first-complete or uniform"
              + " (default: first-seen).")
  private Ties ties = Ties.FIRST_SEEN;

  @Option(
      names = "--sampling",
      paramLabel = "random|first",
      description =
          "Which n candidates a point of the curve has: random ones, or the first"
              + " (default: random).")
  private Sampling sampling = Sampling.RANDOM;

  @Option(
      names = "--trials",
      paramLabel = "N",
      description = "Random draws for a point that has no closed form (default: ${DEFAULT-VALUE}).")
  private int trials = RankSettings.DEFAULT.trials();

  @Mixin private BootstrapOptions bootstrap = new BootstrapOptions();

  @Mixin private SizeOptions sizeOptions = new SizeOptions();

  @Option(
      names = "--decisions",
      paramLabel = "FILE",
      description = "Writes what every vote chose from every pool, as JSON Lines.")
  private @Nullable String decisions;

  @Option(names = "--overwrite", description = "Replaces a --decisions file that is there.")
  private boolean overwrite;

  @Option(
      names = "--quarantine",
      paramLabel = "DIR",
      description = "Where rows that are set aside go (default: ${DEFAULT-VALUE}).")
  private String quarantine = ".";

  @Mixin private InputOptions inputOptions = new InputOptions();

  @Mixin private ResultOptions resultOptions = new ResultOptions();

  @Spec private @Nullable CommandSpec command;

  @Override
  public Integer call() throws Exception {
    PrintWriter terminal = Objects.requireNonNull(command).commandLine().getErr();
    RankSettings settings = settings();
    try (SparkSession spark = Session.open("rank")) {
      RowOutput out = output(spark);
      InputFiles files = new InputFiles(spark);
      Input<Pool> input = files.read(Formats.POOLS, pools, format);
      if (!scores.isEmpty()) {
        input =
            input.match(files.read(Formats.POOL_SCORES, scores, null), (pool, own) -> own.on(pool));
      }
      Path aside = new Path(quarantine, "rank.quarantine.jsonl");
      long bad = inputOptions.settle(input, aside, spark, terminal);
      RankReport report = new RankJob(spark, settings).run(input, bad, sizes(), out);
      resultOptions.print(report, printer -> print(report, printer));
    }
    return ExitCode.DONE;
  }

  private RankSettings settings() {
    if (trials < 1) {
      throw new UserException("--trials must be at least 1 but was " + trials);
    }
    return new RankSettings(
        labels,
        grouping,
        unanswered,
        ties,
        votes,
        aggregations,
        sampling,
        trials,
        bootstrap.seed(),
        bootstrap.resamples());
  }

  private Sizes sizes() {
    return new Sizes(sizeOptions.policy(), sizeOptions.reward());
  }

  private @Nullable RowOutput output(SparkSession spark) {
    if (decisions == null) {
      return null;
    }
    RowOutput out = new RowOutput(new Path(decisions), spark.sparkContext().hadoopConfiguration());
    if (!overwrite) {
      out.requireFree();
    }
    return out;
  }

  private void print(RankReport report, PrintWriter printer) {
    printer.print(RankTable.of(report));
    if (decisions != null) {
      printer.println("\nChoices: " + decisions);
    }
  }
}
