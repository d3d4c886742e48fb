package dev.cairn.engine.worker;

import dev.cairn.engine.worker.WorkerException.Kind;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** Counts what becomes of a server's calls. Guarded by its pool. */
final class EndpointMeter {
  private static final int DIGITS = 2;

  private final Histogram queueMicros = new Histogram(DIGITS);
  private final Histogram latencyMicros = new Histogram(DIGITS);
  private long openings;
  private long calls;
  private long sequences;
  private long retries;
  private long hedges;
  private long failures;
  private long overloads;
  private TokenCount tokens = TokenCount.NONE;

  EndpointMeter() {
    queueMicros.setAutoResize(true);
    latencyMicros.setAutoResize(true);
  }

  void sent(Flight<?> flight, boolean hedge, long now) {
    calls++;
    sequences += flight.call().sequences();
    if (hedge) {
      hedges++;
      return;
    }
    retries += flight.failedAt() == null ? 0 : 1;
    queueMicros.recordValue(TimeUnit.NANOSECONDS.toMicros(now - flight.askedAt()));
  }

  void answered(@Nullable Object answer, long nanos) {
    tokens = tokens.plus(TokenCount.of(answer));
    latencyMicros.recordValue(TimeUnit.NANOSECONDS.toMicros(nanos));
  }

  void failed(Kind kind) {
    failures++;
    overloads += kind == Kind.OVERLOADED ? 1 : 0;
  }

  void opened() {
    openings++;
  }

  EndpointStats stats(
      String endpoint, AdaptiveLimit limit, CircuitBreaker.State breaker, int waiting) {
    return new EndpointStats(
        endpoint,
        limit.inFlight(),
        limit.limit(),
        waiting,
        breaker.name().toLowerCase(Locale.ROOT).replace('_', '-'),
        openings,
        calls,
        sequences,
        retries,
        hedges,
        failures,
        overloads,
        tokens.prompt(),
        tokens.cached(),
        tokens.generated(),
        queueMicros.copy(),
        latencyMicros.copy());
  }
}
