package dev.cairn.engine.worker;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Continuations of a prompt, in the order of their seeds.
 *
 * @param choices as many as were asked for
 * @param tokens of the whole call
 */
public record Completion(List<Choice> choices, TokenCount tokens) implements Counted {

  /** Why a continuation ended. */
  public enum Ending {
    /** One of the stop strings was written. */
    STOP,
    /** The model ended its turn. */
    END,
    /** It reached the tokens allowed. */
    LENGTH
  }

  /**
   * One continuation.
   *
   * @param text with the stop string, if it ended with one
   * @param tokenCount generated tokens, or null where the server told only the call's sum
   * @param logProb natural log-probability of the continuation, its end-of-turn token included, or
   *     null where the server did not tell
   * @param tokens in order, the end-of-turn token included; empty where the server did not tell
   */
  public record Choice(
      String text,
      Ending ending,
      @Nullable Integer tokenCount,
      @Nullable Double logProb,
      List<Token> tokens) {}

  /** A generated token with its natural log-probability. */
  public record Token(String text, double logProb) {}
}
