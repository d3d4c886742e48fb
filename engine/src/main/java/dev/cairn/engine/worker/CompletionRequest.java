package dev.cairn.engine.worker;

import java.util.List;

/**
 * Asks for continuations of a prompt.
 *
 * @param model as the server names it
 * @param prompt what is continued
 * @param n continuations
 * @param maxTokens of each
 * @param sampling how tokens are chosen
 * @param stop strings that end a continuation and are kept in its text; empty for none
 * @param logProbs how many likeliest tokens are told at every position, beside the one chosen, with
 *     their log-probabilities; 0 for no log-probabilities at all
 * @param affinity as of {@link Call}
 */
public record CompletionRequest(
    String model,
    Prompt prompt,
    int n,
    int maxTokens,
    Sampling sampling,
    List<String> stop,
    int logProbs,
    String affinity) {
  /** Copies the list. */
  public CompletionRequest {
    stop = List.copyOf(stop);
  }

  /** The same request for one continuation of another seed. */
  public CompletionRequest single(long otherSeed) {
    return part(1, otherSeed);
  }

  /** The same request for so many continuations from another seed on. */
  public CompletionRequest part(int others, long otherSeed) {
    return new CompletionRequest(
        model, prompt, others, maxTokens, sampling.at(otherSeed), stop, logProbs, affinity);
  }
}
