package dev.cairn.jobs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cairn.engine.worker.EndpointStats;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.zip.DataFormatException;
import org.HdrHistogram.Histogram;

/**
 * What one JVM asked of one server in some stretch of time: a line of a run's directory, and the
 * sum of such lines a row of its table {@code workers}.
 *
 * @param role policy, or the name of a reward model
 * @param queueMicros an encoded histogram, as is {@code latencyMicros}
 */
public record WorkerCounts(
    String role,
    String endpoint,
    long calls,
    long sequences,
    long retries,
    long hedges,
    long failures,
    long overloads,
    long openings,
    long promptTokens,
    long cachedTokens,
    long generatedTokens,
    String queueMicros,
    String latencyMicros) {
  private static final ObjectMapper JSON = new ObjectMapper();

  static WorkerCounts of(String role, EndpointStats stats) {
    return new WorkerCounts(
        role,
        stats.endpoint(),
        stats.calls(),
        stats.sequences(),
        stats.retries(),
        stats.hedges(),
        stats.failures(),
        stats.overloads(),
        stats.openings(),
        stats.promptTokens(),
        stats.cachedTokens(),
        stats.generatedTokens(),
        encoded(stats.queueMicros()),
        encoded(stats.latencyMicros()));
  }

  WorkerCounts plus(WorkerCounts other) {
    return combined(other, 1);
  }

  WorkerCounts minus(WorkerCounts earlier) {
    return combined(earlier, -1);
  }

  private WorkerCounts combined(WorkerCounts other, int sign) {
    return new WorkerCounts(
        role,
        endpoint,
        calls + sign * other.calls,
        sequences + sign * other.sequences,
        retries + sign * other.retries,
        hedges + sign * other.hedges,
        failures + sign * other.failures,
        overloads + sign * other.overloads,
        openings + sign * other.openings,
        promptTokens + sign * other.promptTokens,
        cachedTokens + sign * other.cachedTokens,
        generatedTokens + sign * other.generatedTokens,
        combined(queueMicros, other.queueMicros, sign),
        combined(latencyMicros, other.latencyMicros, sign));
  }

  private static String combined(String one, String other, int sign) {
    Histogram sum = decoded(one);
    if (sign > 0) {
      sum.add(decoded(other));
    } else {
      sum.subtract(decoded(other));
    }
    return encoded(sum);
  }

  /** Seconds from asking to sending below which a share of the calls stayed, in [0, 1]. */
  double queueSeconds(double share) {
    return decoded(queueMicros).getValueAtPercentile(100 * share) / 1e6;
  }

  /** Seconds from sending to the answer below which a share of the answered calls stayed. */
  double latencySeconds(double share) {
    return decoded(latencyMicros).getValueAtPercentile(100 * share) / 1e6;
  }

  String toLine() {
    try {
      return JSON.writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("counts cannot be written as JSON", e);
    }
  }

  static WorkerCounts parse(String line) throws JsonProcessingException {
    return JSON.readValue(line, WorkerCounts.class);
  }

  private static String encoded(Histogram histogram) {
    ByteBuffer buffer = ByteBuffer.allocate(histogram.getNeededByteBufferCapacity());
    int length = histogram.encodeIntoCompressedByteBuffer(buffer);
    return Base64.getEncoder().encodeToString(Arrays.copyOf(buffer.array(), length));
  }

  private static Histogram decoded(String text) {
    try {
      Histogram histogram =
          Histogram.decodeFromCompressedByteBuffer(
              ByteBuffer.wrap(Base64.getDecoder().decode(text)), 0);
      histogram.setAutoResize(true);
      return histogram;
    } catch (DataFormatException e) {
      throw new IllegalArgumentException("a histogram that cannot be read", e);
    }
  }
}
