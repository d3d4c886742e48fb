package dev.cairn.engine.vote;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one candidate of a pool brings to a vote.
 *
 * @param answer its extracted answer as printed, or null if it has none: then it has no vote, nor
 *     has it with an answer that is {@link dev.cairn.engine.answer.AnswerKey#BLANK}
 * @param rewards one per step, each in [0, 1]; empty where the experiment has no reward model
 */
public record Ballot(@Nullable String answer, List<Double> rewards) {
  /** Refuses a reward out of range. */
  public Ballot {
    rewards = List.copyOf(rewards);
    for (double reward : rewards) {
      if (!(reward >= 0 && reward <= 1)) {
        throw new IllegalArgumentException("a reward must be in [0, 1] but was " + reward);
      }
    }
  }
}
