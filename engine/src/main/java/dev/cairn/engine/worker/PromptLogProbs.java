package dev.cairn.engine.worker;

import dev.cairn.engine.worker.Completion.Alternative;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a model thinks of given text, token by token.
 *
 * @param positions one per token of the prompt
 * @param next the likeliest tokens after the prompt
 * @param tokens of the whole call
 */
public record PromptLogProbs(List<Position> positions, List<Alternative> next, TokenCount tokens)
    implements Counted {
  /** Copies the lists. */
  public PromptLogProbs {
    positions = List.copyOf(positions);
    next = List.copyOf(next);
  }

  /**
   * A position of the prompt.
   *
   * @param token the one that stands there; null at the first, which nothing predicts
   * @param likeliest as many as were asked for
   */
  public record Position(@Nullable Alternative token, List<Alternative> likeliest) {
    /** Copies the list. */
    public Position {
      likeliest = List.copyOf(likeliest);
    }
  }
}
