package dev.cairn.jobs;

import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import dev.cairn.engine.config.Models;
import dev.cairn.engine.worker.EndpointStats;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.apache.spark.SparkEnv;
import org.apache.spark.metrics.source.Source;
import org.jspecify.annotations.Nullable;

/**
 * The workers in Spark's metrics system, as source {@code cairn}: gauges of every server that this
 * JVM uses, named {@code ROLE.HOST_PORT.METRIC}.
 */
final class WorkerSource implements Source {
  private static final long FRESH_NANOS = 500_000_000;

  private static final Map<String, Function<EndpointStats, Object>> GAUGES =
      Map.ofEntries(
          Map.entry("in_flight", EndpointStats::inFlight),
          Map.entry("limit", EndpointStats::limit),
          Map.entry("waiting", EndpointStats::waiting),
          Map.entry("breaker_closed", stats -> stats.breaker().equals("closed") ? 1 : 0),
          Map.entry("breaker_openings", EndpointStats::openings),
          Map.entry("calls", EndpointStats::calls),
          Map.entry("sequences", EndpointStats::sequences),
          Map.entry("retries", EndpointStats::retries),
          Map.entry("hedges", EndpointStats::hedges),
          Map.entry("failures", EndpointStats::failures),
          Map.entry("cached_share", EndpointStats::cachedShare),
          Map.entry(
              "queue_seconds_p50", stats -> stats.queueMicros().getValueAtPercentile(50) / 1e6),
          Map.entry(
              "queue_seconds_p99", stats -> stats.queueMicros().getValueAtPercentile(99) / 1e6),
          Map.entry(
              "latency_seconds_p50", stats -> stats.latencyMicros().getValueAtPercentile(50) / 1e6),
          Map.entry(
              "latency_seconds_p90", stats -> stats.latencyMicros().getValueAtPercentile(90) / 1e6),
          Map.entry(
              "latency_seconds_p99",
              stats -> stats.latencyMicros().getValueAtPercentile(99) / 1e6));

  private final Models models;
  private final MetricRegistry registry = new MetricRegistry();
  private final Set<String> known = new HashSet<>();
  private Map<String, EndpointStats> last = new HashMap<>();
  private long readAt = Long.MIN_VALUE;

  private WorkerSource(Models models) {
    this.models = models;
  }

  /** Registers the workers of a set of models with this JVM's Spark, if there is one. */
  static @Nullable WorkerSource register(Models models) {
    SparkEnv spark = SparkEnv.get();
    if (spark == null) {
      return null;
    }
    WorkerSource source = new WorkerSource(models);
    source.stats();
    spark.metricsSystem().registerSource(source);
    return source;
  }

  void unregister() {
    SparkEnv spark = SparkEnv.get();
    if (spark != null) {
      spark.metricsSystem().removeSource(this);
    }
  }

  @Override
  public String sourceName() {
    return "cairn";
  }

  @Override
  public MetricRegistry metricRegistry() {
    return registry;
  }

  /** The servers of now by role and name, read at most twice a second; new ones get gauges. */
  private synchronized Map<String, EndpointStats> stats() {
    long now = System.nanoTime();
    if (last.isEmpty() || now - readAt > FRESH_NANOS) {
      Map<String, EndpointStats> read = new HashMap<>();
      models.stats().forEach((role, servers) -> put(role, servers, read));
      last = read;
      readAt = now;
      read.keySet().stream().filter(known::add).toList().forEach(this::addGauges);
    }
    return last;
  }

  private static void put(
      String role, List<EndpointStats> servers, Map<String, EndpointStats> into) {
    for (EndpointStats server : servers) {
      String address = server.endpoint().replaceFirst("^https?://", "");
      into.put(role + "." + address.replaceAll("[^A-Za-z0-9-]", "_"), server);
    }
  }

  private void addGauges(String name) {
    GAUGES.forEach(
        (metric, reader) ->
            registry.register(
                name + "." + metric,
                (Gauge<Object>)
                    () -> {
                      EndpointStats stats = stats().get(name);
                      return stats == null ? 0 : reader.apply(stats);
                    }));
  }
}
