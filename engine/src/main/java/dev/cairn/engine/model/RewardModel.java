package dev.cairn.engine.model;

import dev.cairn.engine.search.Trajectory;
import dev.cairn.engine.worker.TokenCount;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Judges the steps of trajectories. Asynchronous and thread-safe. */
public interface RewardModel {
  /**
   * Scores trajectories of one problem.
   *
   * @param trajectories with at least one step each
   */
  CompletableFuture<Scored> score(List<Trajectory> trajectories);

  /**
   * The verdict.
   *
   * @param rewards of each trajectory, one per step, in [0, 1]
   * @param calls that it took
   * @param tokens that it took
   */
  record Scored(List<List<Double>> rewards, int calls, TokenCount tokens) {}
}
