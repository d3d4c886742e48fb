package dev.cairn.jobs.io;

import org.apache.hadoop.fs.Path;

/**
 * Where a run keeps what it makes.
 *
 * @param root any directory of a Hadoop file system
 */
public record RunDirectory(Path root) {
  /** The spec as it was run, with where and with what. */
  public Path run() {
    return new Path(root, "run.yaml");
  }

  /** Outcome segments. */
  public Path outcomes() {
    return new Path(root, "outcomes");
  }

  /** What was asked of the servers, by task. */
  public Path workers() {
    return new Path(root, "workers");
  }

  /** Segments of the call log. */
  public Path calls() {
    return new Path(root, "calls");
  }

  /** Claims on the run by those who work on it. */
  public Path lock() {
    return new Path(root, "lock");
  }

  /** How far the run is. */
  public Path status() {
    return new Path(root, "status.json");
  }

  /** The run stops, with everything saved, once this file is there. */
  public Path stop() {
    return new Path(root, "stop");
  }

  /** The comparison with a baseline. */
  public Path gate() {
    return new Path(root, "gate.json");
  }

  /** A Parquet table. */
  public Path table(String name) {
    return new Path(root, "tables/" + name + ".parquet");
  }

  /** What other votes found; a directory with tables and metrics of its own. */
  public RunDirectory votes() {
    return new RunDirectory(new Path(root, "votes"));
  }

  /** Every metric. */
  public Path metrics() {
    return new Path(root, "metrics.json");
  }

  /** The report to look at. */
  public Path report() {
    return new Path(root, "report.html");
  }

  /** Where the runs beside it are. */
  public Path parent() {
    Path parent = root.getParent();
    return parent == null ? new Path(".") : parent;
  }

  /** Where the figures of every night go if nobody says otherwise. */
  public Path history() {
    return new Path(parent(), "history");
  }
}
