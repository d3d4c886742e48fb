package dev.cairn.jobs;

import static java.util.Objects.requireNonNull;

import dev.cairn.engine.config.Probe;
import dev.cairn.engine.config.RunSpec;
import dev.cairn.engine.config.SimulateSpec;
import dev.cairn.engine.config.SpecReader;
import dev.cairn.engine.simulate.SimulatedFleet;
import dev.cairn.jobs.io.CallCounts;
import dev.cairn.jobs.io.RunDirectory;
import java.nio.file.Path;
import java.util.List;

/** Runs of one spec in a directory, against a simulated fleet that counts what they ask. */
final class FleetRuns implements AutoCloseable {
  private final String yaml;
  private final Path directory;
  private final SimulatedFleet fleet;

  FleetRuns(String yaml, Path directory) {
    this.yaml = yaml;
    this.directory = directory;
    fleet = fleet(spec());
  }

  /** The spec as it is written, with some settings changed. */
  RunSpec spec(String... sets) {
    return SpecReader.read("run.yaml", yaml, List.of(sets));
  }

  /** The spec, at this fleet. */
  RunSpec resolved(String... sets) {
    return resolved(fleet, spec(sets));
  }

  /** A spec, at a fleet. */
  static RunSpec resolved(SimulatedFleet fleet, RunSpec spec) {
    RunSpec bound = spec.at(fleet.policyUrls(), fleet.rewardUrls());
    return Probe.resolve(bound, Probe.all(bound, System::getenv));
  }

  /** A fleet such as a spec simulates. */
  static SimulatedFleet fleet(RunSpec spec) {
    SimulateSpec simulate = requireNonNull(spec.simulate());
    return SimulatedFleet.start(simulate.world().open(), simulate.fleet());
  }

  SimulatedFleet fleet() {
    return fleet;
  }

  /** A run of that name, not yet begun. */
  FinishedRun fresh(String name) {
    return new FinishedRun(directory.resolve(name));
  }

  /** Where a run of that name is to be. */
  Path at(String name) {
    return directory.resolve(name);
  }

  /** Begins a run or goes on with it; what its call log did. */
  CallCounts run(FinishedRun run, String... sets) {
    SearchJob job = job(resolved(sets), run);
    job.run(ProgressListener.NONE);
    return job.callCounts();
  }

  /** What runs a spec in a directory. */
  static SearchJob job(RunSpec resolved, FinishedRun run) {
    org.apache.hadoop.fs.Path root = new org.apache.hadoop.fs.Path(run.root().toString());
    return new SearchJob(LocalSpark.session(), resolved, new RunDirectory(root));
  }

  /** Counts requests from 0 again. */
  void reset() {
    fleet.reset();
  }

  /** Requests since the last reset. */
  long requests() {
    return fleet.stats().requests();
  }

  @Override
  public void close() {
    fleet.close();
  }
}
