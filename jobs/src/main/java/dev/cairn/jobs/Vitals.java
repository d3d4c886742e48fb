package dev.cairn.jobs;

import dev.cairn.engine.config.RunSpec;
import dev.cairn.engine.config.RunSpec.Experiment;
import dev.cairn.engine.run.SearchLoop;
import java.io.Serializable;
import java.util.Map;
import org.apache.spark.SparkContext;
import org.apache.spark.util.DoubleAccumulator;
import org.apache.spark.util.LongAccumulator;

/**
 * What a task says of its searches under way: gauges, as accumulators, whose values in a task
 * travel to the driver with its executor's heartbeats and show in Spark's pages.
 */
record Vitals(LongAccumulator calls, LongAccumulator searches, DoubleAccumulator cost)
    implements Serializable {
  private static final long serialVersionUID = 1;

  static Vitals of(SparkContext context) {
    return new Vitals(
        context.longAccumulator("calls in flight"),
        context.longAccumulator("searches in flight"),
        context.doubleAccumulator("cost of searches in flight"));
  }

  /** The gauges of one task. */
  Task of(RunSpec spec) {
    return new Task(this, spec, Payers.of(spec));
  }

  /**
   * Sets the gauges of a task.
   *
   * @param payers the experiments that pay, by their names
   */
  record Task(Vitals vitals, RunSpec spec, Map<String, Experiment> payers) {
    void tell(SearchLoop loop) {
      var underWay = loop.underWay();
      set(vitals.calls, loop.callsUnderWay());
      set(vitals.searches, underWay.size());
      if (spec.prices().given()) {
        double cost = 0;
        for (var search : underWay.entrySet()) {
          Experiment payer = payers.get(search.getKey().experiment());
          cost +=
              payer == null
                  ? 0
                  : spec.prices().of(search.getValue(), payer.policy(), payer.reward());
        }
        vitals.cost.add(cost - vitals.cost.sum());
      }
    }

    private static void set(LongAccumulator gauge, long value) {
      gauge.add(value - gauge.sum());
    }
  }
}
