package dev.cairn.engine.model;

/**
 * How a generative reward model is asked.
 *
 * @param template how its prompts are written
 * @param votes judgements drawn of every trajectory or step, at least 1
 * @param temperature 0 is greedy, and then there is one vote
 * @param topP nucleus of the sampling, in (0, 1]
 * @param topK the likeliest tokens that are chosen from; 0 for all
 * @param maxTokens of one judgement
 * @param verdict what of a judgement counts
 */
public record Generation(
    PromptTemplate template,
    int votes,
    double temperature,
    double topP,
    int topK,
    int maxTokens,
    Verdict verdict) {

  /** What of a judgement counts. */
  public enum Verdict {
    /** The word: 1 or 0. */
    TEXT,
    /** The probability of the good word against the bad one. */
    LOG_PROBS
  }

  /** Refuses values out of range. */
  public Generation {
    require(votes >= 1, "votes must be at least 1 but was " + votes);
    require(temperature >= 0, "temperature must not be negative but was " + temperature);
    require(
        temperature > 0 || votes == 1,
        "votes must be 1 at temperature 0, which has one outcome, but was " + votes);
    require(topP > 0 && topP <= 1, "top-p must be in (0, 1] but was " + topP);
    require(topK >= 0, "top-k must not be negative but was " + topK);
    require(maxTokens >= 1, "max-tokens must be at least 1 but was " + maxTokens);
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }
}
