package dev.cairn.engine.vote;

import dev.cairn.engine.answer.AnswerKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one candidate of a pool brings to a vote.
 *
 * @param answer its extracted answer as printed, or null if it has none: then it has no vote
 * @param key of its answer: candidates of one key vote for the same thing; one that is {@link
 *     AnswerKey#BLANK} has no vote
 * @param rewards one per step, in [0, 1] where a process reward model gave them and of any size
 *     where an outcome reward model did; empty where the experiment has no reward model
 */
public record Ballot(@Nullable String answer, String key, List<Double> rewards) {
  /** Refuses a reward that is no number and an answer that is missing while its key is not. */
  public Ballot {
    rewards = List.copyOf(rewards);
    for (double reward : rewards) {
      if (!Double.isFinite(reward)) {
        throw new IllegalArgumentException("a reward must be a finite number but was " + reward);
      }
    }
    if (answer == null && !key.equals(AnswerKey.BLANK)) {
      throw new IllegalArgumentException("a ballot without an answer cannot have the key " + key);
    }
  }

  /** A ballot whose answer counts as the same as every answer of equal {@link AnswerKey}. */
  public Ballot(@Nullable String answer, List<Double> rewards) {
    this(answer, Grouping.EQUAL.key(answer), rewards);
  }

  /** Whether it counts. */
  public boolean votes() {
    return !key.equals(AnswerKey.BLANK);
  }
}
