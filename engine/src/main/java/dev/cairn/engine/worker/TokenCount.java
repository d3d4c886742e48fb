package dev.cairn.engine.worker;

import org.jspecify.annotations.Nullable;

/**
 * Tokens of a call, as the server counted them.
 *
 * @param prompt read, cached ones included
 * @param cached of the prompt, found in the server's prefix cache; 0 where it does not tell
 * @param generated over all sequences
 */
public record TokenCount(long prompt, long cached, long generated) {
  /** Nothing. */
  public static final TokenCount NONE = new TokenCount(0, 0, 0);

  /** Those of an answer of a type that tells them; else none. */
  static TokenCount of(@Nullable Object answer) {
    return answer instanceof Counted counted ? counted.tokens() : NONE;
  }

  public TokenCount plus(TokenCount other) {
    return new TokenCount(
        prompt + other.prompt, cached + other.cached, generated + other.generated);
  }
}
