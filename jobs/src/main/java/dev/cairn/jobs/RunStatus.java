package dev.cairn.jobs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How far a run is, as {@code status.json} has it.
 *
 * @param version of this format
 * @param run its name
 * @param state running, finished, stopped or failed
 * @param why it stopped or failed; else null
 * @param items work items
 * @param done with an outcome, failed ones included
 * @param failed of the done
 * @param correct of the others, by their experiments' votes
 * @param accuracy of the others; null before the first
 * @param generatedTokens of ended searches
 * @param cost of ended searches and those under way; null without prices
 * @param currency of the cost
 * @param callsInFlight at the last heartbeats
 * @param searchesInFlight at the last heartbeats
 * @param itemsPerSecond of this submission; null before its first item
 * @param secondsLeft at this pace; null before its first item
 * @param experiments by name
 * @param started an ISO instant: when this submission began
 * @param updated an ISO instant: when this was written
 * @param host of the driver
 * @param application Spark's id of it
 */
record RunStatus(
    int version,
    String run,
    String state,
    @Nullable String why,
    int items,
    int done,
    int failed,
    int correct,
    @Nullable Double accuracy,
    long generatedTokens,
    @Nullable Double cost,
    String currency,
    long callsInFlight,
    long searchesInFlight,
    @Nullable Double itemsPerSecond,
    @Nullable Double secondsLeft,
    Map<String, Tally> experiments,
    String started,
    String updated,
    String host,
    String application) {
  static final int VERSION = 1;

  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  /**
   * The items of one experiment.
   *
   * @param done with an outcome, failed ones included
   * @param failed of these
   * @param correct of the others
   */
  record Tally(int done, int failed, int correct) {
    static final Tally NONE = new Tally(0, 0, 0);

    Tally plus(Tally other) {
      return new Tally(done + other.done, failed + other.failed, correct + other.correct);
    }
  }

  String toJson() {
    try {
      return JSON.writeValueAsString(this) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a status cannot be written as JSON", e);
    }
  }
}
