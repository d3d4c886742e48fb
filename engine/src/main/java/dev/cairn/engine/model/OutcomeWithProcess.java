package dev.cairn.engine.model;

import dev.cairn.engine.search.Trajectory;
import dev.cairn.engine.worker.Futures;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * A process reward that guides the search, and an outcome reward that weighs in where a solution
 * has ended: the last step of a finished trajectory is worth (1 - w) process + w outcome (the ORM
 * and PRM combined of Uesato et al., Solving Math Word Problems with Process- and Outcome-based
 * Feedback, 2022, arXiv 2211.14275). Only finished trajectories are shown to the outcome model.
 */
public final class OutcomeWithProcess implements RewardModel {
  private final RewardModel process;
  private final RewardModel outcome;
  private final double weight;

  /**
   * A reward of both.
   *
   * @param outcome whose last reward of a trajectory counts
   * @param weight w, in [0, 1]
   */
  public OutcomeWithProcess(RewardModel process, RewardModel outcome, double weight) {
    this.process = process;
    this.outcome = outcome;
    this.weight = weight;
  }

  @Override
  public CompletableFuture<Scored> score(List<Trajectory> trajectories) {
    List<Trajectory> finished = trajectories.stream().filter(each -> !each.open()).toList();
    if (finished.isEmpty()) {
      return process.score(trajectories);
    }
    return Futures.map(
        Futures.all(List.of(process.score(trajectories), outcome.score(finished))),
        scores -> {
          List<List<Double>> rewards = new ArrayList<>(trajectories.size());
          int next = 0;
          for (int i = 0; i < trajectories.size(); i++) {
            List<Double> steps = new ArrayList<>(scores.get(0).rewards().get(i));
            if (!trajectories.get(i).open()) {
              List<Double> judged = scores.get(1).rewards().get(next++);
              int last = steps.size() - 1;
              steps.set(
                  last, (1 - weight) * steps.get(last) + weight * judged.get(judged.size() - 1));
            }
            rewards.add(steps);
          }
          return Scored.of(rewards, scores);
        });
  }
}
