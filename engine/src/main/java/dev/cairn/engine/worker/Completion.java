package dev.cairn.engine.worker;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Continuations of a prompt, in the order of their seeds.
 *
 * @param choices as many as were asked for; only the first of them from a server that ignores that
 *     it was asked for several
 * @param tokens of the whole call
 */
public record Completion(List<Choice> choices, TokenCount tokens) implements Counted {

  /** Why a continuation ended. */
  public enum Ending {
    /** One of the stop strings was written. */
    STOP,
    /** The model ended its turn. */
    END,
    /** One of these two, and the server does not tell which; the text has no stop string. */
    STOP_OR_END,
    /** It reached the tokens allowed. */
    LENGTH
  }

  /**
   * One continuation.
   *
   * @param text with the stop string, if it is known to have ended with one
   * @param tokenCount generated tokens, or null where the server told only the call's sum
   * @param logProb natural log-probability of the continuation, its end-of-turn token included, or
   *     null where the server did not tell
   * @param tokens in order, the end-of-turn token included; empty where the server did not tell
   * @param reasoning thoughts that the server split off the text, or null
   */
  public record Choice(
      String text,
      Ending ending,
      @Nullable Integer tokenCount,
      @Nullable Double logProb,
      List<Token> tokens,
      @Nullable String reasoning) {
    /**
     * Refuses half of a surrogate pair, which no file and no request could hold: it would be judged
     * and continued as another text than was kept.
     *
     * @throws MalformedAnswerException if there is one in the text or the thoughts
     */
    public Choice {
      for (String each : reasoning == null ? List.of(text) : List.of(text, reasoning)) {
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(each)) {
          throw new MalformedAnswerException("a text with half of a surrogate pair");
        }
      }
    }

    /** A continuation without thoughts of its own. */
    public Choice(
        String text,
        Ending ending,
        @Nullable Integer tokenCount,
        @Nullable Double logProb,
        List<Token> tokens) {
      this(text, ending, tokenCount, logProb, tokens, /* reasoning= */ null);
    }
  }

  /**
   * A generated token.
   *
   * @param text as decoded
   * @param logProb natural log-probability
   * @param likeliest at its position, as many as were asked for
   */
  public record Token(String text, double logProb, List<Alternative> likeliest) {
    /** Copies the list. */
    public Token {
      likeliest = List.copyOf(likeliest);
    }

    /** A token of whose alternatives nothing is known. */
    public Token(String text, double logProb) {
      this(text, logProb, List.of());
    }
  }

  /**
   * A token that could stand at a position.
   *
   * @param text as decoded
   * @param logProb natural log-probability
   */
  public record Alternative(String text, double logProb) {}
}
