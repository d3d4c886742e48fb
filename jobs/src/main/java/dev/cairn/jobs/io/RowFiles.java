package dev.cairn.jobs.io;

import dev.cairn.engine.config.UserException;
import dev.cairn.jobs.io.format.BadFieldException;
import dev.cairn.jobs.io.format.Fields;
import dev.cairn.jobs.io.format.Format;
import dev.cairn.jobs.io.format.Kind;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.compress.CompressionCodecFactory;
import org.jspecify.annotations.Nullable;

/**
 * Files of rows on Hadoop file systems, plain or compressed: one JSON object a line, or one JSON
 * array of objects.
 */
final class RowFiles {
  /** Rows that are looked at to recognise a format, since the first may be the bad one. */
  private static final int ROWS_TO_RECOGNISE = 100;

  private static final int BYTE_ORDER_MARK = 0xEF;

  private final Configuration hadoop;

  RowFiles(Configuration hadoop) {
    this.hadoop = hadoop;
  }

  /**
   * The files of these paths, each once: files, directories and patterns such as {@code
   * runs/*.jsonl}, in the order of the paths and by name within each.
   *
   * @throws UserException if one stands for no file
   */
  List<FileStatus> list(List<String> paths) {
    Map<Path, FileStatus> files = new LinkedHashMap<>();
    for (String path : paths) {
      List<FileStatus> found;
      try {
        found = list(new Path(path));
      } catch (IOException e) {
        throw unreadable(path, e);
      }
      if (found.isEmpty()) {
        throw new UserException(path + ": there is no such file");
      }
      found.forEach(file -> files.putIfAbsent(file.getPath(), file));
    }
    return List.copyOf(files.values());
  }

  private List<FileStatus> list(Path path) throws IOException {
    FileSystem system = path.getFileSystem(hadoop);
    // A name may hold the very characters that make a pattern.
    FileStatus[] named =
        system.exists(path)
            ? new FileStatus[] {system.getFileStatus(path)}
            : system.globStatus(path);
    List<FileStatus> files = new ArrayList<>();
    for (FileStatus each : named == null ? new FileStatus[0] : named) {
      if (each.isDirectory()) {
        Arrays.stream(system.listStatus(each.getPath()))
            .filter(FileStatus::isFile)
            .filter(file -> !file.getPath().getName().matches("[._].*"))
            .forEach(files::add);
      } else {
        files.add(each);
      }
    }
    files.sort(Comparator.comparing(FileStatus::getPath));
    return files;
  }

  /** Whether a file has a row at all. */
  boolean hasRow(Split whole) {
    try (RowSource rows = open(whole)) {
      return rows.next() != null;
    } catch (IOException e) {
      throw unreadable(whole.file(), e);
    }
  }

  /**
   * The format of a file that has a row.
   *
   * @throws UserException if none fits
   */
  <T> Format<T> recognise(Split whole, Kind<T> kind) {
    try (RowSource rows = open(whole)) {
      RawRow first = null;
      for (int i = 0; i < ROWS_TO_RECOGNISE; i++) {
        RawRow row = rows.next();
        if (row == null) {
          break;
        }
        first = first == null ? row : first;
        Format<T> format = recognise(row, kind);
        if (format != null) {
          return format;
        }
      }
      throw unknown(Objects.requireNonNull(first), kind);
    } catch (IOException e) {
      throw unreadable(whole.file(), e);
    }
  }

  private static <T> @Nullable Format<T> recognise(RawRow row, Kind<T> kind) {
    try {
      return kind.recognise(JsonRows.fields(row));
    } catch (BadFieldException e) {
      return null;
    }
  }

  private static UserException unknown(RawRow row, Kind<?> kind) {
    String seen;
    try {
      Fields fields = JsonRows.fields(row);
      List<String> names = new ArrayList<>();
      fields.object().fieldNames().forEachRemaining(names::add);
      seen = "its fields " + names + " fit";
    } catch (BadFieldException e) {
      seen = e.reason() + "; it fits";
    }
    return new UserException(
        "%s: row: %s none of the formats of %s; name one with --format: %s"
            .formatted(row.place(), seen, kind.name(), kind.names()));
  }

  /** A file as one split. */
  Split whole(FileStatus file, int number) {
    String path = file.getPath().toString();
    Split split = new Split(path, number, 0, file.getLen(), false, 0);
    try (InputStream in = stream(file.getPath())) {
      int first = in.read();
      while (first == ' ' || first == '\t' || first == '\n' || first == '\r') {
        first = in.read();
      }
      if (first == BYTE_ORDER_MARK) {
        in.skipNBytes(2);
        first = in.read();
      }
      return new Split(path, number, 0, file.getLen(), first == '[', 0);
    } catch (IOException e) {
      throw unreadable(split.file(), e);
    }
  }

  /** Whether a file can be read from its middle. */
  boolean canSplit(Split whole) {
    return !whole.array()
        && new CompressionCodecFactory(hadoop).getCodec(new Path(whole.file())) == null;
  }

  /** The rows of a split. */
  RowSource open(Split split) throws IOException {
    return split.array()
        ? new ArrayRows(split, stream(new Path(split.file())))
        : new LineRows(split, hadoop);
  }

  private InputStream stream(Path file) throws IOException {
    return new TextFiles(hadoop).open(file);
  }

  static UserException unreadable(String path, IOException e) {
    return new UserException(
        e instanceof FileNotFoundException
            ? path + ": there is no such file"
            : "%s: cannot be read: %s".formatted(path, e.getMessage()),
        e);
  }
}
