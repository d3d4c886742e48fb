package dev.cairn.jobs.io;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.cairn.engine.config.UserException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The outcomes of a run: files of a few lines each, written while the work goes on and never
 * changed. Two writers never share a file, and a file appears whole.
 */
public final class Segments {
  private static final Logger LOG = LoggerFactory.getLogger(Segments.class);
  private static final String END = ".jsonl";

  private final TextFiles files;
  private final Path directory;

  public Segments(TextFiles files, Path directory) {
    this.files = files;
    this.directory = directory;
  }

  /** The segments so far whose names begin with {@code prefix}, by name. */
  public List<Path> list(String prefix) {
    return files.list(directory, END).stream()
        .filter(path -> path.getName().startsWith(prefix))
        .toList();
  }

  /** Reads a segment's outcomes. */
  public void read(Path segment, Consumer<StoredOutcome> each) {
    parse(segment.toString(), files.lines(segment), each);
  }

  /**
   * Reads the lines of a segment. A last line that is torn, as a copy that was cut off leaves it,
   * is left out, so that its item is done again.
   *
   * @throws UserException for any other line that cannot be read
   */
  public static void parse(String name, List<String> lines, Consumer<StoredOutcome> each) {
    for (int i = 0; i < lines.size(); i++) {
      StoredOutcome outcome;
      try {
        outcome = StoredOutcome.parse(lines.get(i));
      } catch (JsonProcessingException e) {
        Integer version = StoredOutcome.otherVersion(lines.get(i));
        if (version != null) {
          throw new UserException(
              "%s:%d: an outcome of version %d, which this cairn does not read; use the one that wrote it"
                  .formatted(name, i + 1, version),
              e);
        }
        if (i == lines.size() - 1) {
          LOG.warn("{}:{}: a torn record; its item will be done again", name, i + 1);
          return;
        }
        throw new UserException(
            "%s:%d: a damaged record; delete this file to have its items done again"
                .formatted(name, i + 1),
            e);
      }
      each.accept(outcome);
    }
  }

  /**
   * A writer of segments.
   *
   * @param prefix that no other writer uses
   * @param records a segment is closed after so many outcomes
   * @param age and at the latest this long after its first
   */
  public Writer writer(String prefix, int records, Duration age) {
    return new Writer(prefix, records, age);
  }

  /** Collects outcomes and writes them a segment at a time. For one thread. */
  public final class Writer implements AutoCloseable {
    private final String prefix;
    private final int records;
    private final long age;
    private final List<String> lines = new ArrayList<>();
    private long firstAt;
    private int segment;

    private Writer(String prefix, int records, Duration age) {
      this.prefix = prefix;
      this.records = records;
      this.age = age.toNanos();
    }

    public void add(StoredOutcome outcome) {
      if (lines.isEmpty()) {
        firstAt = System.nanoTime();
      }
      lines.add(outcome.toLine());
      closeIfDue();
    }

    /** How long until the open segment must be closed. */
    public Duration untilDue() {
      return lines.isEmpty()
          ? Duration.ofNanos(age)
          : Duration.ofNanos(Math.max(0, firstAt + age - System.nanoTime()));
    }

    /** Writes the open segment if it is full or old. */
    public void closeIfDue() {
      if (lines.size() >= records || (!lines.isEmpty() && System.nanoTime() - firstAt >= age)) {
        close();
      }
    }

    /** Writes what is left. */
    @Override
    public void close() {
      if (!lines.isEmpty()) {
        Path file = new Path(directory, "%s-%05d%s".formatted(prefix, segment++, END));
        files.write(file, String.join("\n", lines) + "\n");
        lines.clear();
      }
    }
  }
}
