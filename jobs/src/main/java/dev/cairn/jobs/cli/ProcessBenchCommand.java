package dev.cairn.jobs.cli;

import dev.cairn.engine.config.Probe;
import dev.cairn.engine.config.RunSpec;
import dev.cairn.engine.config.SpecReader;
import dev.cairn.engine.config.UserException;
import dev.cairn.engine.metrics.FirstError.Good;
import dev.cairn.engine.simulate.SimulatedFleet;
import dev.cairn.jobs.CriticJob;
import dev.cairn.jobs.CriticJob.CriticFigures;
import dev.cairn.jobs.PrmBenchJob;
import dev.cairn.jobs.PrmBenchJob.PrmBenchFigures;
import dev.cairn.jobs.ProcessBenchJob;
import dev.cairn.jobs.ProcessBenchReport;
import dev.cairn.jobs.ProcessBenchSettings;
import dev.cairn.jobs.ProcessBenchSettings.Grid;
import dev.cairn.jobs.StepScoringJob;
import dev.cairn.jobs.io.Input;
import dev.cairn.jobs.io.InputFiles;
import dev.cairn.jobs.io.TextFiles;
import dev.cairn.jobs.io.format.Formats;
import dev.cairn.jobs.io.format.LabelledSolution;
import dev.cairn.jobs.io.format.PrmBenchItem;
import dev.cairn.jobs.io.format.SolutionScores;
import dev.cairn.jobs.io.format.StepLabels;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * The command {@code processbench}: how well reward models and critics find the first wrong step.
 */
@Command(
    name = "processbench",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Scores reward models on solutions whose first wrong step is known, by ProcessBench's F1 per"
          + " subset and their plain average, from stored step scores or live from a server.",
      "",
      "Solutions are JSON Lines of {id, subset, problem, steps, label}, scores of {id, subset,"
          + " verifier, scores}; ProcessBench, BIG-Bench Mistake and MR-Ben are recognised. With"
          + " --critics it compares step labels, as in AgentProcessBench. With --format prmbench it"
          + " gives PRMScores; the subset of a score is then the class of its item, or correct for"
          + " the solution before the change, and the threshold 0.5 if not given."
    },
    footer = {
      "",
      "Examples:",
      "  cairn processbench --data 'processbench/*.jsonl' --scores scores.jsonl",
      "  cairn processbench --data gsm8k.jsonl --scores scores.jsonl --threshold 0.5",
      "  cairn processbench --data 'processbench/*.jsonl' --reward my-prm.yaml --out prm-scores",
      "  cairn processbench --data gold_labels.jsonl --critics critic_predictions.jsonl.gz",
      "  cairn processbench --format prmbench --data prmbench.jsonl --scores scores.jsonl"
    })
final class ProcessBenchCommand implements Callable<Integer> {
  private static final String PRM_BENCH = "prmbench";

  /** As in PRMBench's code. */
  private static final double PRM_BENCH_THRESHOLD = 0.5;

  @Option(
      names = "--data",
      paramLabel = "FILE",
      description =
          "Labelled solutions; a file, directory or pattern. Repeatable. Without it the labels that"
              + " the scores repeat are taken.")
  private List<String> data = new ArrayList<>();

  @Option(
      names = "--format",
      paramLabel = "NAME",
      description = "The format of the data; recognised if not given.")
  private @Nullable String format;

  @Option(
      names = "--scores",
      paramLabel = "FILE",
      description = "Step scores of one or several reward models. Repeatable.")
  private List<String> scores = new ArrayList<>();

  @Option(
      names = "--reward",
      paramLabel = "SPEC",
      description =
          "A spec whose reward model scores the steps now; of a spec only rewards is needed, and"
              + " simulate for the embedded fleet.")
  private @Nullable String reward;

  @Option(
      names = "--reward-model",
      paramLabel = "NAME",
      description = "Which of the spec's reward models; the only one if not given.")
  private @Nullable String rewardModel;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Sets a key of the spec. Repeatable.")
  private List<String> sets = new ArrayList<>();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description =
          "Where scores of --reward go; the same call again scores what is missing"
              + " (default: ${DEFAULT-VALUE}).")
  private String out = "processbench-scores";

  @Option(
      names = "--critics",
      paramLabel = "FILE",
      description = "Step labels of critics, to be compared with those of --data. Repeatable.")
  private List<String> critics = new ArrayList<>();

  @Option(
      names = "--threshold",
      paramLabel = "T",
      description = "The threshold of a good step, in the place of the best one.")
  private @Nullable Double threshold;

  @Option(
      names = "--threshold-from",
      paramLabel = "SUBSET",
      description = "The subset on which the best threshold is found (default: ${DEFAULT-VALUE}).")
  private String thresholdFrom = ProcessBenchSettings.DEFAULT.thresholdFrom();

  @Option(
      names = "--good",
      paramLabel = "above|at-least",
      description =
          "Whether the score of a good step is above the threshold or may be at it"
              + " (default: above).")
  private Good good = ProcessBenchSettings.DEFAULT.good();

  @Option(
      names = "--grid",
      paramLabel = "midpoints|scores|thousand",
      description =
          "Which thresholds are tried: the middles between neighbouring scores, the scores, or a"
              + " thousand numbers from 0 to 1 (default: midpoints).")
  private Grid grid = ProcessBenchSettings.DEFAULT.grid();

  @Option(
      names = "--bins",
      paramLabel = "N",
      description = "Bins of the calibration (default: ${DEFAULT-VALUE}).")
  private int bins = ProcessBenchSettings.DEFAULT.bins();

  @Mixin private BootstrapOptions bootstrap = new BootstrapOptions();

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
    requireOneSource();
    try (SparkSession spark = Session.open("processbench")) {
      if (!critics.isEmpty()) {
        return compare(spark);
      }
      if (PRM_BENCH.equals(format)) {
        return prmBench(spark);
      }
      @Nullable Input<LabelledSolution> solutions =
          data.isEmpty()
              ? null
              : new InputFiles(spark).read(Formats.LABELLED_SOLUTIONS, data, format);
      long bad = solutions == null ? 0 : settle(solutions, "data", spark);
      long failed = 0;
      List<String> from = scores;
      if (reward != null && solutions != null) {
        Live scoring = live(spark, solutions);
        failed = scoring.failed();
        from = List.of(out);
        if (!scoring.some()) {
          throw new UserException(
              "no solution was scored, %d failed; the log says why".formatted(failed));
        }
      }
      Input<SolutionScores> stored =
          new InputFiles(spark).read(Formats.SOLUTION_SCORES, from, null);
      bad += settle(stored, "scores", spark);
      ProcessBenchReport report = new ProcessBenchJob(settings()).run(solutions, stored, bad);
      resultOptions.print(report, printer -> printer.print(ProcessBenchTable.of(report)));
      return failed > 0 ? ExitCode.ITEMS_FAILED : ExitCode.DONE;
    }
  }

  private void requireOneSource() {
    int sources =
        (scores.isEmpty() ? 0 : 1) + (reward == null ? 0 : 1) + (critics.isEmpty() ? 0 : 1);
    if (sources != 1) {
      throw new UserException("give one of --scores, --reward and --critics");
    }
    if (scores.isEmpty() && data.isEmpty()) {
      throw new UserException("--data must be given with --reward and --critics");
    }
  }

  private ProcessBenchSettings settings() {
    if (bins < 1) {
      throw new UserException("--bins must be at least 1 but was " + bins);
    }
    return new ProcessBenchSettings(
        threshold, thresholdFrom, good, grid, bins, bootstrap.resamples(), bootstrap.seed());
  }

  private long settle(Input<?> input, String what, SparkSession spark) {
    Path file = new Path(quarantine, "processbench-%s.quarantine.jsonl".formatted(what));
    return inputOptions.settle(input, file, spark, terminal());
  }

  /** How many failed, and whether there are scores at all. */
  private record Live(long failed, boolean some) {}

  private Live live(SparkSession spark, Input<LabelledSolution> solutions) {
    String file = Objects.requireNonNull(reward);
    RunSpec spec =
        SpecReader.rewards(file, new TextFiles(new Configuration()).text(new Path(file)), sets);
    String name = model(file, spec);
    try (SimulatedFleet fleet = SpecOptions.fleet(spec);
        ProgressLine line = new ProgressLine(terminal())) {
      List<Probe> probes =
          SpecOptions.probes(spec, fleet).stream()
              .filter(probe -> probe.role().equals(name))
              .toList();
      RunSpec resolved = SpecOptions.resolved(spec, fleet, probes);
      StepScoringJob job = new StepScoringJob(spark, resolved, name, new Path(out));
      long failed = job.run(solutions, line::update);
      return new Live(failed, job.hasScores());
    }
  }

  private String model(String file, RunSpec spec) {
    if (rewardModel == null && spec.rewards().size() == 1) {
      return spec.rewards().keySet().iterator().next();
    }
    if (rewardModel == null || !spec.rewards().containsKey(rewardModel)) {
      throw new UserException(
          "%s: --reward-model must be one of %s but was %s"
              .formatted(
                  file, spec.rewards().keySet(), rewardModel == null ? "not given" : rewardModel));
    }
    return rewardModel;
  }

  private int prmBench(SparkSession spark) throws Exception {
    if (scores.isEmpty() || data.isEmpty()) {
      throw new UserException("--format prmbench needs --data and --scores");
    }
    InputFiles files = new InputFiles(spark);
    Input<PrmBenchItem> items = files.read(Formats.PRM_BENCH, data, format);
    Input<SolutionScores> stored = files.read(Formats.SOLUTION_SCORES, scores, null);
    settle(items, "data", spark);
    settle(stored, "scores", spark);
    double above = threshold == null ? PRM_BENCH_THRESHOLD : threshold;
    List<PrmBenchFigures> figures = PrmBenchJob.run(items, stored, above, good);
    resultOptions.print(figures, printer -> printer.print(ProcessBenchTable.ofPrmBench(figures)));
    return ExitCode.DONE;
  }

  private int compare(SparkSession spark) throws Exception {
    InputFiles files = new InputFiles(spark);
    Input<StepLabels> truth = files.read(Formats.STEP_LABELS, data, format);
    Input<StepLabels> labels = files.read(Formats.STEP_LABELS, critics, format);
    settle(truth, "data", spark);
    settle(labels, "critics", spark);
    List<CriticFigures> figures = CriticJob.run(truth, labels);
    resultOptions.print(figures, printer -> printer.print(ProcessBenchTable.of(figures)));
    return ExitCode.DONE;
  }

  private PrintWriter terminal() {
    return Objects.requireNonNull(command).commandLine().getErr();
  }
}
