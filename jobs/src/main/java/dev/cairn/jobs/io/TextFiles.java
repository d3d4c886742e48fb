package dev.cairn.jobs.io;

import dev.cairn.engine.config.UserException;
import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.stream.StreamSupport;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.compress.CompressionCodec;
import org.apache.hadoop.io.compress.CompressionCodecFactory;

/** Text files on Hadoop file systems; a compressed one is known by the end of its name. */
public final class TextFiles {
  private final Configuration hadoop;

  public TextFiles(Configuration hadoop) {
    this.hadoop = hadoop;
  }

  /**
   * All lines of a file.
   *
   * @throws UserException if it does not exist or cannot be read
   */
  public List<String> lines(Path file) {
    try (BufferedReader reader =
        new BufferedReader(new InputStreamReader(open(file), StandardCharsets.UTF_8))) {
      List<String> lines = new ArrayList<>();
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        lines.add(line);
      }
      return lines;
    } catch (FileNotFoundException e) {
      throw new UserException(file + ": there is no such file", e);
    } catch (IOException e) {
      throw new UserException(file + ": cannot be read: " + e.getMessage(), e);
    }
  }

  /** The whole text of a file; fails as {@link #lines}. */
  public String text(Path file) {
    return String.join("\n", lines(file)) + "\n";
  }

  /** The files in a directory whose names end so, by name; none if there is no such directory. */
  public List<Path> list(Path directory, String end) {
    try {
      return Arrays.stream(system(directory).listStatus(directory))
          .map(FileStatus::getPath)
          .filter(path -> path.getName().endsWith(end))
          .sorted()
          .toList();
    } catch (FileNotFoundException notYet) {
      return List.of();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot list " + directory, e);
    }
  }

  /** The directories in a directory whose names begin so; none if there is no such directory. */
  public List<Path> directories(Path parent, String prefix) {
    try {
      return Arrays.stream(system(parent).listStatus(parent))
          .filter(status -> status.isDirectory() && status.getPath().getName().startsWith(prefix))
          .map(FileStatus::getPath)
          .toList();
    } catch (FileNotFoundException none) {
      return List.of();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot list " + parent, e);
    }
  }

  /** The length of all files of a directory, in bytes; 0 if it is not there. */
  public long bytes(Path directory) {
    try {
      FileSystem system = system(directory);
      return system.exists(directory) ? system.getContentSummary(directory).getLength() : 0;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + directory, e);
    }
  }

  public boolean exists(Path path) {
    try {
      return system(path).exists(path);
    } catch (IOException e) {
      throw new UserException(path + ": cannot be looked up: " + e.getMessage(), e);
    }
  }

  /**
   * Writes a file so that readers see all of it or nothing: under a hidden name first, then
   * renamed. An object store shows a file only once it is closed and renames by copying, which is
   * correct though not free.
   */
  public void write(Path file, String text) {
    writeAll(file, List.of(text));
  }

  /** Writes lines, each of which gets its end, as {@link #write(Path, String)} does. */
  public void write(Path file, Iterator<String> lines) {
    Iterable<String> once = () -> lines;
    writeAll(
        file,
        () -> StreamSupport.stream(once.spliterator(), false).map(line -> line + "\n").iterator());
  }

  private void writeAll(Path file, Iterable<String> texts) {
    Path hidden = new Path(file.getParent(), "_" + file.getName() + ".writing");
    try {
      FileSystem system = system(file);
      try (OutputStream out = new BufferedOutputStream(system.create(hidden, true))) {
        for (String text : texts) {
          out.write(text.getBytes(StandardCharsets.UTF_8));
        }
      }
      system.delete(file, false);
      if (!system.rename(hidden, file)) {
        throw new IOException("cannot rename " + hidden);
      }
    } catch (IOException | FSError e) {
      if (DiskFull.isWhy(e)) {
        throw DiskFull.at(file, e);
      }
      throw new UncheckedIOException(
          "cannot write " + file, e instanceof IOException io ? io : new IOException(e));
    }
  }

  /** A path with its file system and from its root. */
  public Path qualified(Path path) {
    try {
      return system(path).makeQualified(path);
    } catch (IOException e) {
      throw new UserException(path + ": cannot be looked up: " + e.getMessage(), e);
    }
  }

  /** Deletes a file or a directory with all in it; nothing happens where there is none. */
  public void delete(Path path) {
    try {
      system(path).delete(path, true);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot delete " + path, e);
    }
  }

  FileSystem system(Path path) throws IOException {
    return path.getFileSystem(hadoop);
  }

  InputStream open(Path file) throws IOException {
    InputStream raw = system(file).open(file);
    CompressionCodec codec = new CompressionCodecFactory(hadoop).getCodec(file);
    return codec == null ? raw : codec.createInputStream(raw);
  }
}
