package dev.cairn.jobs;

import java.util.HashMap;
import java.util.Map;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.AccumulableInfo;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorMetricsUpdate;
import org.apache.spark.scheduler.SparkListenerTaskEnd;

/** Adds up on the driver what running tasks have told last of themselves. */
final class VitalsWatch extends SparkListener implements AutoCloseable {
  private final SparkContext context;
  private final Vitals vitals;
  private final Map<Long, Map<Long, Double>> byTask = new HashMap<>();

  VitalsWatch(SparkContext context, Vitals vitals) {
    this.context = context;
    this.vitals = vitals;
    context.addSparkListener(this);
  }

  /** Requests whose answers are awaited. */
  long calls() {
    return Math.round(sum(vitals.calls().id()));
  }

  /** Searches that have begun and not ended. */
  long searches() {
    return Math.round(sum(vitals.searches().id()));
  }

  /** Money that these have cost. */
  double cost() {
    return sum(vitals.cost().id());
  }

  private synchronized double sum(long gauge) {
    return byTask.values().stream().mapToDouble(task -> task.getOrDefault(gauge, 0.0)).sum();
  }

  @Override
  public synchronized void onExecutorMetricsUpdate(SparkListenerExecutorMetricsUpdate told) {
    // Scala's own iterators: its converters are others in every Scala version.
    var tasks = told.accumUpdates().iterator();
    while (tasks.hasNext()) {
      var task = tasks.next();
      // Gauges at 0 are left out of heartbeats.
      Map<Long, Double> gauges = new HashMap<>();
      var values = task._4().iterator();
      while (values.hasNext()) {
        AccumulableInfo each = values.next();
        if (each.update().isDefined() && each.update().get() instanceof Number value) {
          gauges.put(each.id(), value.doubleValue());
        }
      }
      byTask.put((Long) task._1(), gauges);
    }
  }

  @Override
  public synchronized void onTaskEnd(SparkListenerTaskEnd task) {
    byTask.remove(task.taskInfo().taskId());
  }

  /** Forgets what tasks have told: all have ended, and word of that may be late. */
  synchronized void over() {
    byTask.clear();
  }

  @Override
  public void close() {
    context.removeSparkListener(this);
  }
}
