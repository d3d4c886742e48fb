package dev.cairn.jobs;

import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.spark.SparkEnv;
import org.apache.spark.metrics.source.Source;
import org.jspecify.annotations.Nullable;

/** How far the run is, in the driver's Spark metrics system, as source {@code cairn.run}. */
final class RunSource implements Source, AutoCloseable {
  private static final Map<String, Function<RunStatus, @Nullable Object>> GAUGES =
      Map.of(
          "items", RunStatus::items,
          "done", RunStatus::done,
          "failed", RunStatus::failed,
          "correct", RunStatus::correct,
          "accuracy", RunStatus::accuracy,
          "generated_tokens", RunStatus::generatedTokens,
          "cost", RunStatus::cost,
          "calls_in_flight", RunStatus::callsInFlight,
          "searches_in_flight", RunStatus::searchesInFlight,
          "seconds_left", RunStatus::secondsLeft);

  private final MetricRegistry registry = new MetricRegistry();

  /**
   * Registers the gauges with Spark.
   *
   * @param status of now
   */
  RunSource(Supplier<RunStatus> status) {
    GAUGES.forEach(
        (name, reader) ->
            registry.register(
                name,
                (Gauge<Object>)
                    () -> {
                      // What is not known yet is no number.
                      Object value = reader.apply(status.get());
                      return value == null ? Double.NaN : value;
                    }));
    SparkEnv.get().metricsSystem().registerSource(this);
  }

  @Override
  public String sourceName() {
    return "cairn.run";
  }

  @Override
  public MetricRegistry metricRegistry() {
    return registry;
  }

  @Override
  public void close() {
    SparkEnv spark = SparkEnv.get();
    if (spark != null) {
      spark.metricsSystem().removeSource(this);
    }
  }
}
