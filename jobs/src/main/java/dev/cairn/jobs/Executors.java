package dev.cairn.jobs;

import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;

/** How many JVMs share the servers of a run. */
final class Executors {
  private Executors() {}

  /**
   * As many executors as are there or are asked for, whichever is more: those of {@code
   * spark.executor.instances}, and with dynamic allocation its {@code maxExecutors}. One for a
   * local master.
   */
  static int of(JavaSparkContext context) {
    SparkConf conf = context.getConf();
    boolean dynamic = conf.getBoolean("spark.dynamicAllocation.enabled", false);
    int asked =
        conf.getInt(
            dynamic ? "spark.dynamicAllocation.maxExecutors" : "spark.executor.instances", 0);
    // The driver is in the list.
    int there = context.sc().statusTracker().getExecutorInfos().length - 1;
    return Math.max(1, Math.max(asked, there));
  }
}
