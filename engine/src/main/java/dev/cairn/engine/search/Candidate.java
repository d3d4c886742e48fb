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
 */
public record Candidate(Trajectory trajectory, List<Double> rewards, @Nullable String answer) {
  /** Refuses a number of rewards other than the number of steps, and a reward out of range. */
  public Candidate {
    rewards = List.copyOf(rewards);
    if (!rewards.isEmpty() && rewards.size() != trajectory.steps().size()) {
      throw new IllegalArgumentException(
          "rewards must be one per step but were %d for %d steps"
              .formatted(rewards.size(), trajectory.steps().size()));
    }
    for (double reward : rewards) {
      if (!(reward >= 0 && reward <= 1)) {
        throw new IllegalArgumentException("a reward must be in [0, 1] but was " + reward);
      }
    }
  }

  /** A candidate whose answer nobody asked for. */
  public Candidate(Trajectory trajectory, List<Double> rewards) {
    this(trajectory, rewards, null);
  }

  /** Whether the trajectory can be continued. */
  public boolean open() {
    return trajectory.open();
  }
}
