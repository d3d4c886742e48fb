package dev.cairn.jobs;

import dev.cairn.engine.metrics.Estimate;
import java.io.Serializable;

/** An estimate on its way from a task to the driver. */
record Estimated(double value, double low, double high, long n, String method)
    implements Serializable {
  static Estimated of(Estimate estimate) {
    return new Estimated(
        estimate.value(), estimate.low(), estimate.high(), estimate.n(), estimate.method());
  }

  Estimate estimate() {
    return new Estimate(value, low, high, n, method);
  }
}
