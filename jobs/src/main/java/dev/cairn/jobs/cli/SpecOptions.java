package dev.cairn.jobs.cli;

import dev.cairn.engine.config.Probe;
import dev.cairn.engine.config.RunSpec;
import dev.cairn.engine.config.SimulateSpec;
import dev.cairn.engine.config.SpecReader;
import dev.cairn.engine.config.Trial;
import dev.cairn.engine.simulate.SimulatedFleet;
import dev.cairn.jobs.io.TextFiles;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The options of commands that read a run's spec. */
final class SpecOptions {
  @Parameters(
      paramLabel = "SPEC",
      description = "The run, in YAML; conf/reference.yaml lists every key.")
  private String file = "";

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Sets a key of the spec, such as limits.max-steps=20. Repeatable.")
  private List<String> sets = new ArrayList<>();

  /** Reads the spec. */
  RunSpec read() {
    return read(List.of());
  }

  /** Reads the spec and sets further keys. */
  RunSpec read(List<String> further) {
    String text = new TextFiles(new Configuration()).text(new Path(file));
    List<String> all = new ArrayList<>(sets);
    all.addAll(further);
    return SpecReader.read(file, text, all);
  }

  /** Starts the embedded fleet of a spec that wants one. */
  static @Nullable SimulatedFleet fleet(RunSpec spec) {
    SimulateSpec simulate = spec.simulate();
    return simulate == null ? null : simulate.start();
  }

  /** Asks every worker of a spec which models it serves. */
  static List<Probe> probes(RunSpec spec, @Nullable SimulatedFleet fleet) {
    return Probe.all(bound(spec, fleet), System::getenv);
  }

  /** The spec with every URL and model named. */
  static RunSpec resolved(RunSpec spec, @Nullable SimulatedFleet fleet, List<Probe> probes) {
    return Probe.resolve(bound(spec, fleet), probes);
  }

  /** Tries what the servers of a spec can do; those of the embedded fleet are known. */
  static List<Trial> trials(RunSpec resolved) {
    return Trial.all(resolved, System::getenv);
  }

  private static RunSpec bound(RunSpec spec, @Nullable SimulatedFleet fleet) {
    return fleet == null ? spec : spec.at(fleet.policyUrls(), fleet.rewardUrls());
  }
}
