package dev.cairn.jobs.notebooks;

import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/**
 * What a paragraph has shown.
 *
 * @param columns of its table; empty if it has none
 * @param rows of its table
 * @param text what it has printed
 */
record Shown(List<String> columns, List<Row> rows, String text) {
  /** Rows that Zeppelin shows of a table by default. */
  private static final int LIMIT = 1000;

  static Shown table(Dataset<Row> table) {
    return new Shown(List.of(table.columns()), table.takeAsList(LIMIT), "");
  }

  static Shown text(String text) {
    return new Shown(List.of(), List.of(), text);
  }

  /** The value in a column of the only row in which other columns have the given values. */
  @Nullable Object value(String column, Object... columnsAndValues) {
    List<Row> found =
        rows.stream()
            .filter(
                row ->
                    IntStream.range(0, columnsAndValues.length / 2)
                        .allMatch(
                            i ->
                                columnsAndValues[2 * i + 1].equals(
                                    row.getAs((String) columnsAndValues[2 * i]))))
            .toList();
    if (found.size() != 1) {
      throw new AssertionError("one row must match but there are " + found.size() + " in " + rows);
    }
    return found.get(0).getAs(column);
  }
}
