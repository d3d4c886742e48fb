package dev.cairn.jobs.cli;

import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;

/** The Spark session of a command. */
final class Session {
  private Session() {}

  /** Starts a session, or takes the one that is there. */
  static SparkSession open(String name) {
    SparkConf conf = new SparkConf();
    // spark-submit sets a master; the launcher does not.
    conf.setIfMissing("spark.master", "local[*]");
    conf.setIfMissing("spark.app.name", "cairn " + name);
    conf.setIfMissing("spark.ui.showConsoleProgress", "false");
    // Spark's 200 suit tables of many gigabytes; those of a run are small.
    conf.setIfMissing("spark.sql.shuffle.partitions", "16");
    // Spark's own words, and what API keys are called, in its UI and event log.
    conf.setIfMissing(
        "spark.redaction.regex", "(?i)secret|password|token|access[.]?key|api[-_.]?key|credential");
    return SparkSession.builder().config(conf).getOrCreate();
  }
}
