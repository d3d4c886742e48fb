package dev.cairn.jobs;

import com.holdenkarau.spark.testing.JavaDatasetSuiteBase;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Compares tables as sets of rows that may repeat, with Spark Testing Base. */
final class SameRows {
  private SameRows() {}

  /** Fails unless both tables have the same schema and the same rows, in any order. */
  static void check(String name, Dataset<Row> expected, Dataset<Row> actual) {
    try {
      new JavaDatasetSuiteBase().assertDataFrameDataEquals(expected, actual);
    } catch (AssertionError e) {
      throw new AssertionError("the table " + name + " must be the same", e);
    }
  }
}
