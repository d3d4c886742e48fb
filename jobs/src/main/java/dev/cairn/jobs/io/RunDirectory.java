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

  /** Segments of the call log. */
  public Path calls() {
    return new Path(root, "calls");
  }

  /** A Parquet table. */
  public Path table(String name) {
    return new Path(root, "tables/" + name + ".parquet");
  }

  /** Every metric. */
  public Path metrics() {
    return new Path(root, "metrics.json");
  }
}
