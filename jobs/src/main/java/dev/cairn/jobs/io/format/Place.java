package dev.cairn.jobs.io.format;

import java.io.Serializable;
import java.util.Comparator;
import org.apache.hadoop.fs.Path;

/**
 * Where a row stands. Places are ordered as the rows of an input are: by the number of the file,
 * then by line.
 *
 * @param file its path
 * @param number of the file among those of the input, from 0
 * @param line in which the row begins, from 1
 */
public record Place(String file, int number, long line) implements Serializable, Comparable<Place> {
  private static final Comparator<Place> ORDER =
      Comparator.comparingInt(Place::number).thenComparingLong(Place::line);

  @Override
  public int compareTo(Place other) {
    return ORDER.compare(this, other);
  }

  /** The name of the file without folders and without endings such as .jsonl.gz. */
  public String stem() {
    return new Path(file).getName().replaceFirst("\\.jsonl?(\\.\\w+)?$", "");
  }

  @Override
  public String toString() {
    return file + ":" + line;
  }
}
