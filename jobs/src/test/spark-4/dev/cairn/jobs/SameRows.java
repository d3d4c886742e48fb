package dev.cairn.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Compares tables as sets of rows that may repeat, with Spark itself: Spark Testing Base is not
 * there for this Spark.
 */
final class SameRows {
  private SameRows() {}

  /** Fails unless both tables have the same schema and the same rows, in any order. */
  static void check(String name, Dataset<Row> expected, Dataset<Row> actual) {
    assertThat(actual.schema()).as("schema of %s", name).isEqualTo(expected.schema());
    assertThat(expected.exceptAll(actual).takeAsList(10)).as("missing in %s", name).isEmpty();
    assertThat(actual.exceptAll(expected).takeAsList(10)).as("too many in %s", name).isEmpty();
  }
}
