package dev.cairn.engine.worker;

import java.util.List;

/**
 * Asks for continuations of a prompt.
 *
 * @param model as the server names it
 * @param prompt rendered text, control tokens included
 * @param rendered whether the prompt carries its own control tokens, so that the server adds none
 * @param n continuations
 * @param maxTokens of each
 * @param temperature 0 is greedy
 * @param topP nucleus of the sampling, in (0, 1]
 * @param seed of the first continuation; the i-th has seed + i
 * @param stop strings that end a continuation and are kept in its text; empty for none
 * @param logProbs whether the tokens and their log-probabilities are wanted
 * @param affinity as of {@link Call}
 */
public record CompletionRequest(
    String model,
    String prompt,
    boolean rendered,
    int n,
    int maxTokens,
    double temperature,
    double topP,
    long seed,
    List<String> stop,
    boolean logProbs,
    String affinity) {
  /** The same request for one continuation of another seed. */
  public CompletionRequest single(long otherSeed) {
    return new CompletionRequest(
        model,
        prompt,
        rendered,
        1,
        maxTokens,
        temperature,
        topP,
        otherSeed,
        stop,
        logProbs,
        affinity);
  }
}
