package dev.cairn.jobs;

import dev.cairn.jobs.io.CallCounts;
import java.io.Serializable;
import org.apache.spark.SparkContext;
import org.apache.spark.util.LongAccumulator;

/** What the call logs of a submission's tasks have done, added up on the driver. */
record CallAccounts(
    LongAccumulator kept,
    LongAccumulator replayed,
    LongAccumulator unlogged,
    LongAccumulator damaged)
    implements Serializable {
  private static final long serialVersionUID = 1;

  static CallAccounts of(SparkContext context) {
    return new CallAccounts(
        context.longAccumulator("calls kept"),
        context.longAccumulator("calls replayed"),
        context.longAccumulator("calls unlogged"),
        context.longAccumulator("places damaged in the call log"));
  }

  /** Adds a task's; counted once a task, however often it was tried. */
  void add(CallCounts counts) {
    kept.add(counts.kept());
    replayed.add(counts.replayed());
    unlogged.add(counts.unlogged());
    damaged.add(counts.damaged());
  }

  CallCounts counts() {
    return new CallCounts(kept.value(), replayed.value(), unlogged.value(), damaged.value());
  }
}
