package dev.cairn.engine.worker;

import org.HdrHistogram.Histogram;

/**
 * What a pool knows of one of its servers. Counts are since the pool began.
 *
 * @param endpoint its URL
 * @param inFlight sequences under way now
 * @param limit of the sequences under way, as adapted
 * @param waiting sequences that wait for it in the client now
 * @param breaker closed, half-open or open
 * @param openings times that the breaker opened
 * @param calls sent, retries and hedges included
 * @param sequences of these calls
 * @param retries calls sent because another attempt had failed, here or elsewhere
 * @param hedges calls sent because another server was slow with the same call
 * @param failures calls that got no usable answer; cancelled ones are not counted
 * @param overloads failures by which the server said that it had too much to do
 * @param promptTokens read by the server for answered calls
 * @param cachedTokens of them found in its prefix cache
 * @param generatedTokens over all sequences
 * @param queueMicros from asking to sending, in microseconds; a copy
 * @param latencyMicros from sending to the complete answer, of answered calls, in microseconds; a
 *     copy
 */
public record EndpointStats(
    String endpoint,
    int inFlight,
    int limit,
    int waiting,
    String breaker,
    long openings,
    long calls,
    long sequences,
    long retries,
    long hedges,
    long failures,
    long overloads,
    long promptTokens,
    long cachedTokens,
    long generatedTokens,
    Histogram queueMicros,
    Histogram latencyMicros) {
  /** Cached tokens as a share of the prompt tokens, in [0, 1]; 0 where nothing was read. */
  public double cachedShare() {
    return promptTokens == 0 ? 0 : cachedTokens / (double) promptTokens;
  }
}
