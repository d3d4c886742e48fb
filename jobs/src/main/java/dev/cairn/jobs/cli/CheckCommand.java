package dev.cairn.jobs.cli;

import dev.cairn.engine.config.Probe;
import dev.cairn.engine.config.RunSpec;
import dev.cairn.engine.config.Trial;
import dev.cairn.engine.run.Usage;
import dev.cairn.engine.simulate.SimulatedFleet;
import dev.cairn.jobs.RunEstimate;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The command {@code check}: everything that can be known of a run before it is paid for. */
@Command(
    name = "check",
    mixinStandardHelpOptions = true,
    description =
        "Validates a spec and its problem set, asks every worker which models it serves,"
            + " tries with small calls what it can do, and estimates what the run will cost. Runs"
            + " nothing.",
    footer = {
      "",
      "Examples:",
      "  cairn check conf/quickstart.yaml",
      "  cairn check my-run.yaml --steps 12 --tokens-per-step 80"
    })
final class CheckCommand implements Callable<Integer> {
  @Mixin private SpecOptions options = new SpecOptions();

  @Mixin private EstimateOptions assumed = new EstimateOptions();

  @Mixin private ResultOptions resultOptions = new ResultOptions();

  /**
   * The result of a check.
   *
   * @param run its name
   * @param problems in the set
   * @param workers by role and URL
   * @param trials of what they can do
   * @param searches in all
   * @param estimate by experiment, for all its searches
   */
  record Check(
      String run,
      int problems,
      List<Probe> workers,
      List<Trial> trials,
      long searches,
      Map<String, Usage> estimate) {}

  @Override
  public Integer call() throws Exception {
    RunSpec spec = options.read();
    RunEstimate estimate = assumed.estimate(spec, new Configuration());
    try (SimulatedFleet fleet = SpecOptions.fleet(spec)) {
      List<Probe> probes = SpecOptions.probes(spec, fleet);
      RunSpec resolved = SpecOptions.resolved(spec, fleet, probes);
      List<Trial> trials = SpecOptions.trials(resolved);
      Trial.adapted(resolved, trials);
      Check check =
          new Check(
              spec.name(),
              estimate.problems(),
              probes,
              trials,
              estimate.searches(),
              estimate.experiments());
      resultOptions.print(check, out -> print(check, out));
    }
    return ExitCode.DONE;
  }

  private void print(Check check, PrintWriter out) {
    out.printf("%s: the spec is valid; %d problems%n%n", check.run(), check.problems());
    for (Probe probe : check.workers()) {
      out.printf("  %-10s %s serves %s%n", probe.role(), probe.url(), probe.models());
    }
    for (Trial trial : check.trials()) {
      for (String note : trial.notes()) {
        out.printf("  %-10s %s %s%n", trial.role(), trial.where(), note);
      }
    }
    out.printf(
        "%nEstimate for %d searches, if a solution has %d steps of %d tokens:%n%n",
        check.searches(), assumed.steps(), assumed.tokensPerStep());
    out.printf(
        "  %-20s %14s %14s %16s%n", "experiment", "policy calls", "reward calls", "tokens written");
    check
        .estimate()
        .forEach(
            (name, usage) ->
                out.printf(
                    "  %-20s %14d %14d %16d%n",
                    name, usage.policyCalls(), usage.rewardCalls(), usage.generatedTokens()));
  }
}
