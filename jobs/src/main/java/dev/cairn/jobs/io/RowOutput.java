package dev.cairn.jobs.io;

import dev.cairn.engine.config.UserException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.IOUtils;
import org.apache.hadoop.io.compress.GzipCodec;
import org.apache.spark.api.java.JavaRDD;

/**
 * Where rows are written: one file if the name ends in .jsonl, .json or .gz, which also compresses
 * it; else a directory with one file per partition. It appears whole or not at all.
 */
public final class RowOutput {
  private final Path path;
  private final Configuration hadoop;

  public RowOutput(Path path, Configuration hadoop) {
    this.path = path;
    this.hadoop = hadoop;
  }

  /** The file or directory. */
  public Path path() {
    return path;
  }

  /** The file beside it for bad rows, such as graded.quarantine.jsonl. */
  public Path quarantine() {
    String stem = path.getName().replaceFirst("(\\.jsonl?)?(\\.gz)?$", "");
    return new Path(path.getParent(), stem + ".quarantine.jsonl");
  }

  /**
   * Refuses to touch what is there.
   *
   * @throws UserException if the output or its quarantine file exists
   */
  public void requireFree() {
    TextFiles files = new TextFiles(hadoop);
    for (Path each : new Path[] {path, quarantine()}) {
      if (files.exists(each)) {
        throw new UserException(
            each + ": is there already; name another --output, or replace it with --overwrite");
      }
    }
  }

  /** Writes lines in their order, in the place of what was there. */
  public void write(JavaRDD<String> lines) {
    Path parts = new Path(path.getParent(), "_" + path.getName() + ".writing");
    try {
      FileSystem system = path.getFileSystem(hadoop);
      system.delete(parts, true);
      if (path.getName().endsWith(".gz")) {
        lines.saveAsTextFile(parts.toString(), GzipCodec.class);
      } else {
        lines.saveAsTextFile(parts.toString());
      }
      Path whole = parts;
      if (path.getName().matches(".*\\.(jsonl|json|gz)")) {
        whole = joined(system, parts);
      }
      system.delete(path, true);
      if (!system.rename(whole, path)) {
        throw new IOException("cannot rename " + whole);
      }
      system.delete(parts, true);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + path, e);
    }
  }

  /** Compressed parts may stand one after the other in one file. */
  private static Path joined(FileSystem system, Path parts) throws IOException {
    Path whole = new Path(parts, "_whole");
    FileStatus[] files = system.listStatus(parts, part -> part.getName().startsWith("part-"));
    Arrays.sort(files);
    try (OutputStream out = system.create(whole)) {
      for (FileStatus file : files) {
        try (InputStream in = system.open(file.getPath())) {
          IOUtils.copyBytes(in, out, 1 << 16);
        }
      }
    }
    return whole;
  }
}
