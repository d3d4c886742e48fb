package dev.cairn.engine.simulate;

import dev.cairn.engine.simulate.World.Token;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A generated sequence as a server ends it: at the end token, at a stop string, or at the limit.
 *
 * @param text without the end token, cut at the stop string
 * @param tokens all that were generated: the end token and the stop string's included
 * @param finishReason {@code stop} or {@code length}
 * @param stopString that matched, or null
 */
record Decoded(String text, List<Token> tokens, String finishReason, @Nullable String stopString) {

  /** How a request wants its sequences ended. */
  record Limits(int maxTokens, List<String> stop, boolean includeStop) {}

  /**
   * Reads a sample until one of its limits ends it. As in vLLM, stop strings are looked for in the
   * whole text after each token, and the first in the request's order wins.
   */
  static Decoded read(Iterator<Token> sample, Limits limits) {
    StringBuilder text = new StringBuilder();
    List<Token> tokens = new ArrayList<>();
    while (tokens.size() < limits.maxTokens()) {
      Token token = sample.next();
      tokens.add(token);
      if (token.end()) {
        return new Decoded(text.toString(), tokens, "stop", null);
      }
      int before = text.length();
      text.append(token.text());
      for (String stop : limits.stop()) {
        int at = text.indexOf(stop, Math.max(0, before - stop.length() + 1));
        if (at >= 0) {
          text.setLength(limits.includeStop() ? at + stop.length() : at);
          return new Decoded(text.toString(), tokens, "stop", stop);
        }
      }
    }
    return new Decoded(text.toString(), tokens, "length", null);
  }
}
