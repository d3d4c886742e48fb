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
import org.apache.spark.sql.SparkSession;

/** Runs of one spec in a directory, against a simulated fleet that counts what they ask. */
final class FleetRuns implements AutoCloseable {
  private final String yaml;
  private final Path directory;
  private final SimulatedFleet fleet;
  private final SparkSession spark = LocalSpark.session();

  FleetRuns(String yaml, Path directory) {
    this.yaml = yaml;
    this.directory = directory;
    SimulateSpec simulate = requireNonNull(spec().simulate());
    fleet = SimulatedFleet.start(simulate.world().open(), simulate.fleet());
  }

  private RunSpec spec(String... sets) {
    return SpecReader.read("run.yaml", yaml, List.of(sets));
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
    RunSpec bound = spec(sets).at(fleet.policyUrls(), fleet.rewardUrls());
    RunSpec resolved = Probe.resolve(bound, Probe.all(bound, System::getenv));
    org.apache.hadoop.fs.Path root = new org.apache.hadoop.fs.Path(run.root().toString());
    SearchJob job = new SearchJob(spark, resolved, new RunDirectory(root));
    job.run(ProgressListener.NONE);
    return job.callCounts();
  }

  /** Counts requests from 0 again. */
  void reset() {
    fleet.reset();
  }

  /** Requests since the last reset. */
  long requests() {
    return fleet.stats().requests();
  }

  SparkSession spark() {
    return spark;
  }

  @Override
  public void close() {
    fleet.close();
  }
}
