package dev.cairn.jobs;

import dev.cairn.engine.config.RunIdentity;
import dev.cairn.engine.config.RunSpec;
import dev.cairn.engine.config.SpecReader;
import dev.cairn.engine.config.UserException;
import dev.cairn.jobs.io.RunDirectory;
import dev.cairn.jobs.io.TextFiles;
import java.util.List;
import org.apache.hadoop.fs.Path;

/** The file run.yaml: what was run, and with which versions. Holds no secret. */
final class RunRecord {
  private final TextFiles files;
  private final RunDirectory directory;
  private final RunSpec spec;

  RunRecord(TextFiles files, RunDirectory directory, RunSpec spec) {
    this.files = files;
    this.directory = directory;
    this.spec = spec;
  }

  /**
   * Writes the record of a new run, or checks that a run begun before is the same.
   *
   * @throws UserException if its results would be others: the message names the key that differs
   */
  void claim(String sparkVersion) {
    if (!files.exists(directory.run())) {
      for (Path left : List.of(directory.outcomes(), directory.calls(), directory.metrics())) {
        if (files.exists(left)) {
          throw new UserException(
              "%s: is missing, though %s is there, so nobody can tell of what run that is; restore it, or name another directory with --out"
                  .formatted(directory.run(), left.getName()));
        }
      }
      // The embedded fleet listens on other ports each time.
      RunSpec kept = spec.simulate() == null ? spec : spec.at(List.of(), List.of());
      files.write(directory.run(), header(sparkVersion) + SpecReader.write(kept));
      return;
    }
    RunSpec begun =
        SpecReader.read(directory.run().toString(), files.text(directory.run()), List.of());
    String difference = RunIdentity.difference(begun, spec);
    if (difference != null) {
      throw new UserException(
          "%s was begun with another spec: %s; give this run another name or --out directory"
              .formatted(directory.root(), difference));
    }
  }

  private static String header(String sparkVersion) {
    return "# The resolved spec of this run; cairn search on it runs the same again.\n"
        + "# cairn %s, Spark %s, Java %s\n"
            .formatted(version(), sparkVersion, System.getProperty("java.version"));
  }

  private static String version() {
    String version = RunRecord.class.getPackage().getImplementationVersion();
    return version == null ? "(not packaged)" : version;
  }
}
