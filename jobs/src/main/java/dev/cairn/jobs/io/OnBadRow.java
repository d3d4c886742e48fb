package dev.cairn.jobs.io;

import dev.cairn.engine.config.UserException;
import java.util.stream.StreamSupport;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;

/** What is done with the rows of an input that cannot be used. */
public enum OnBadRow {
  /** Nothing is done with the whole input. */
  REFUSE,
  /** They are set aside in a file, and the rest is used. */
  QUARANTINE;

  private static final String ADVICE =
      "mend it, or have such rows set aside with --on-bad-row quarantine";

  /**
   * Settles the bad rows of an input.
   *
   * @param quarantine the file for rows that are set aside: JSON Lines of file, line, field, reason
   *     and the raw row. It is written where there are such rows, and an earlier one goes away
   * @return how many were set aside
   * @throws UserException naming the first of them, where they are refused or nobody can tell what
   *     stands behind one
   */
  public long settle(Input<?> input, Path quarantine, TextFiles files) {
    JavaRDD<BadRow> bad = input.bad();
    long count = bad.count();
    if (count > 0) {
      JavaRDD<BadRow> sorted = bad.sortBy(BadRow::place, true, 1);
      JavaRDD<BadRow> fatal = this == REFUSE ? sorted : sorted.filter(BadRow::last);
      fatal.take(1).forEach(row -> refuse(row, count));
      Iterable<BadRow> rows = sorted::toLocalIterator;
      files.write(
          quarantine,
          StreamSupport.stream(rows.spliterator(), false).map(BadRow::toLine).iterator());
    } else {
      files.delete(quarantine);
    }
    return count;
  }

  private static void refuse(BadRow row, long count) {
    throw new UserException(
        "%s; %s%s"
            .formatted(
                row,
                row.last() ? "mend the file" : ADVICE,
                count == 1 ? "" : " (%d bad rows in all)".formatted(count)));
  }
}
