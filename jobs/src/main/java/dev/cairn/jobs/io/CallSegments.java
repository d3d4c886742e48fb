package dev.cairn.jobs.io;

import dev.cairn.engine.config.RunSpec.CallLogSpec;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import org.apache.hadoop.fs.ChecksumFileSystem;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The call log of a run: segments that tasks append to while they work. Two writers never share a
 * file, and no file is appended to once it is closed. A segment that its writer did not live to
 * close is read up to where it is torn.
 */
public final class CallSegments {
  private static final Logger LOG = LoggerFactory.getLogger(CallSegments.class);
  private static final String END = ".calls";

  /** What a stream says that can flush while it is open. */
  private static final String HFLUSH = "hflush";

  /** A segment is read as a whole, so it is closed before it grows beyond this. */
  private static final long SEGMENT_BYTES = 64L << 20;

  private final TextFiles files;
  private final Path directory;

  public CallSegments(TextFiles files, Path directory) {
    this.files = files;
    this.directory = directory;
  }

  /** All segments, closed or not, by name. */
  public List<Path> list() {
    return statuses().stream().map(FileStatus::getPath).toList();
  }

  /** Segments that may hold calls of a range's problems. */
  List<Path> list(ProblemRange range) {
    return list().stream()
        .filter(
            path -> {
              ProblemRange held = ProblemRange.parse(path.getName());
              return held == null || held.meets(range);
            })
        .toList();
  }

  /** Bytes of the segments whose names hold {@code part}; all segments' if it is empty. */
  public long bytes(String part) {
    return statuses().stream()
        .filter(status -> status.getPath().getName().contains(part))
        .mapToLong(FileStatus::getLen)
        .sum();
  }

  private List<FileStatus> statuses() {
    try {
      return Arrays.stream(system().listStatus(directory))
          .filter(status -> status.getPath().getName().endsWith(END))
          .sorted(Comparator.comparing(FileStatus::getPath))
          .toList();
    } catch (FileNotFoundException notYet) {
      return List.of();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot list " + directory, e);
    }
  }

  /**
   * Reads a segment, leaving out what is torn or damaged.
   *
   * @return in how many places it is
   * @throws UncheckedIOException if the file cannot be read at all
   */
  public int read(Path segment, Consumer<CallRecord> each) {
    try (FSDataInputStream in = system().open(segment)) {
      // To the end of what can be read: the length of a file that is still open may be an old one.
      int damaged = CallRecord.scan(in.readAllBytes(), each);
      if (damaged > 0) {
        LOG.warn(
            "{}: torn or damaged in {} places; the calls there will be made again",
            segment,
            damaged);
      }
      return damaged;
    } catch (IOException e) {
      throw new UncheckedIOException(
          "cannot read %s; delete it to have its calls made again".formatted(segment), e);
    }
  }

  /** Deletes the log. */
  public void delete() {
    try {
      system().delete(directory, true);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot delete " + directory, e);
    }
  }

  /** Below the checksums that some file systems keep beside files, which lag behind a flush. */
  private FileSystem system() throws IOException {
    FileSystem system = files.system(directory);
    return system instanceof ChecksumFileSystem checked ? checked.getRawFileSystem() : system;
  }

  /**
   * A writer of segments.
   *
   * @param range of the problems whose calls it writes
   * @param name that no other writer has
   */
  Writer writer(ProblemRange range, String name, CallLogSpec spec) {
    return new Writer(range + "-" + name, spec.records(), Duration.ofSeconds(spec.seconds()));
  }

  /** Appends to the open segment. For one thread. */
  final class Writer {
    private final String prefix;
    private final int records;
    private final long age;
    private @Nullable FSDataOutputStream open;
    private boolean flushes;
    private long firstAt;
    private int held;
    private int segment;

    private Writer(String prefix, int records, Duration age) {
      this.prefix = prefix;
      this.records = records;
      this.age = age.toNanos();
    }

    /**
     * Writes records. When this returns they outlive this process, wherever the file system can
     * flush an open file; elsewhere, once the segment is closed.
     */
    void write(List<byte[]> frames) throws IOException {
      try {
        FSDataOutputStream out = open == null ? begin() : open;
        for (byte[] frame : frames) {
          out.write(frame);
        }
        held += frames.size();
        if (flushes) {
          out.hflush();
        }
        closeIfDue();
      } catch (FSError e) {
        // What the local file system makes of a full disk.
        throw new IOException(e);
      }
    }

    private FSDataOutputStream begin() throws IOException {
      Path file = new Path(directory, "%s-%05d%s".formatted(prefix, segment++, END));
      FSDataOutputStream out = system().create(file, false);
      flushes = out.hasCapability(HFLUSH);
      firstAt = System.nanoTime();
      open = out;
      return out;
    }

    /** How long until the open segment must be closed. */
    Duration untilDue() {
      return Duration.ofNanos(open == null ? age : Math.max(0, firstAt + age - System.nanoTime()));
    }

    void closeIfDue() throws IOException {
      if (open != null
          && (held >= records
              || open.getPos() >= SEGMENT_BYTES
              || System.nanoTime() - firstAt >= age)) {
        close();
      }
    }

    void close() throws IOException {
      FSDataOutputStream out = open;
      open = null;
      held = 0;
      if (out != null) {
        out.close();
      }
    }
  }
}
