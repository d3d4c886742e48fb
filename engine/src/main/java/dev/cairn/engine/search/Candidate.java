package dev.cairn.engine.search;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A trajectory with what the reward model thinks of it.
 *
 * @param trajectory the solution, finished or not
 * @param rewards one per step of the trajectory, each in [0, 1]; empty where the experiment has no
 *     reward model
 * @param answer the key of its final answer, equal for equal answers; null while it is open, where
 *     it states none, and where the strategy does not need it
 * @param critiques what the reward model wrote of each step; empty where it writes nothing, and
 *     where the strategy does not need it
 */
public record Candidate(
    Trajectory trajectory, List<Double> rewards, @Nullable String answer, List<String> critiques) {
  /**
   * Refuses a number of rewards or critiques other than the number of steps, and a reward out of
   * range.
   */
  public Candidate {
    rewards = List.copyOf(rewards);
    critiques = List.copyOf(critiques);
    checkCount("rewards", rewards, trajectory);
    checkCount("critiques", critiques, trajectory);
    for (double reward : rewards) {
      if (!(reward >= 0 && reward <= 1)) {
        throw new IllegalArgumentException("a reward must be in [0, 1] but was " + reward);
      }
    }
  }

  /** A candidate of whose critiques nobody asked. */
  public Candidate(Trajectory trajectory, List<Double> rewards, @Nullable String answer) {
    this(trajectory, rewards, answer, List.of());
  }

  /** A candidate of whose answer and critiques nobody asked. */
  public Candidate(Trajectory trajectory, List<Double> rewards) {
    this(trajectory, rewards, null);
  }

  private static void checkCount(String what, List<?> each, Trajectory trajectory) {
    int steps = trajectory.steps().size();
    if (!each.isEmpty() && each.size() != steps) {
      throw new IllegalArgumentException(
          "%s must be one per step but were %d for %d steps".formatted(what, each.size(), steps));
    }
  }

  /** Whether the trajectory can be continued. */
  public boolean open() {
    return trajectory.open();
  }
}
