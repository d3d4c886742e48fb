package dev.cairn.jobs.cli;

import dev.cairn.engine.config.SimulateSpec;
import dev.cairn.engine.config.SpecReader;
import dev.cairn.engine.simulate.SimulatedFleet;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command {@code simulate}: serves the embedded fleet until it is stopped. */
@Command(
    name = "simulate",
    mixinStandardHelpOptions = true,
    description = {
      "Serves simulated policy and reward workers that speak vLLM's protocols, until stopped.",
      "",
      "Keys are those of a spec's simulate section."
    },
    footer = {
      "",
      "Examples:",
      "  cairn simulate",
      "  cairn simulate --set fleet.policy-port=8000 --set fleet.reward-port=8100",
      "  cairn simulate --set world.reward-noise=0 --set fleet.latency.time-scale=0"
    })
final class SimulateCommand implements Callable<Integer> {
  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Sets a key, such as fleet.policy-workers=4. Repeatable.")
  private List<String> sets = new ArrayList<>();

  @Spec private @Nullable CommandSpec command;

  @Override
  public Integer call() throws InterruptedException {
    SimulateSpec spec = SpecReader.simulate(sets);
    PrintWriter out = Objects.requireNonNull(command).commandLine().getOut();
    CountDownLatch stopped = new CountDownLatch(1);
    try (SimulatedFleet fleet = spec.start()) {
      Runtime.getRuntime().addShutdownHook(new Thread(stopped::countDown, "cairn-stop"));
      out.println(spec.world().notice() + ".");
      fleet.policyUrls().forEach(url -> out.println("policy " + url));
      fleet.rewardUrls().forEach(url -> out.println("reward " + url));
      out.println("Ctrl-C stops the fleet.");
      out.flush();
      stopped.await();
    }
    return ExitCode.DONE;
  }
}
