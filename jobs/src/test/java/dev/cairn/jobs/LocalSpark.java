package dev.cairn.jobs;

import org.apache.spark.sql.SparkSession;

/** The Spark of this JVM's tests: one session that all share, without a user interface. */
public final class LocalSpark {
  private LocalSpark() {}

  /** The session of two cores; another is started where somebody has stopped the last. */
  public static SparkSession session() {
    return session("local[2]");
  }

  /** The session of that master, which holds only where no other runs. */
  static SparkSession session(String master) {
    return SparkSession.builder()
        .master(master)
        .config("spark.ui.enabled", false)
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.sql.shuffle.partitions", 2)
        .getOrCreate();
  }
}
