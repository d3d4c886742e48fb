package dev.cairn.engine.model;

import dev.cairn.engine.search.Trajectory;
import dev.cairn.engine.worker.Futures;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Value and progress together, Q + alpha A (Setlur et al., Rewarding Progress: Scaling Automated
 * Process Verifiers for LLM Reasoning, 2024, arXiv 2410.08146, section 3): Q_k is the value after
 * step k, and A_k = V_k - V_(k-1) what the step changed in the eyes of a prover. The reward is (Q_k
 * + alpha A_k + alpha) / (1 + 2 alpha), which lies in [0, 1] and keeps the order. The value before
 * the first step, which no step has, is given.
 */
public final class ProcessAdvantage implements RewardModel {
  private final RewardModel value;
  private final RewardModel prover;
  private final double alpha;
  private final double start;

  /**
   * A reward of value and progress.
   *
   * @param value gives Q
   * @param prover gives V
   * @param alpha not negative
   * @param start V_0, in [0, 1]; moves the first steps of a problem alike
   */
  public ProcessAdvantage(RewardModel value, RewardModel prover, double alpha, double start) {
    this.value = value;
    this.prover = prover;
    this.alpha = alpha;
    this.start = start;
  }

  @Override
  public CompletableFuture<Scored> score(List<Trajectory> trajectories) {
    return Futures.map(
        Futures.all(List.of(value.score(trajectories), prover.score(trajectories))),
        scores -> {
          List<List<Double>> rewards = new ArrayList<>(trajectories.size());
          for (int i = 0; i < trajectories.size(); i++) {
            rewards.add(rewards(scores.get(0).rewards().get(i), scores.get(1).rewards().get(i)));
          }
          return Scored.of(rewards, scores);
        });
  }

  private List<Double> rewards(List<Double> q, List<Double> v) {
    List<Double> rewards = new ArrayList<>(q.size());
    for (int k = 0; k < q.size(); k++) {
      double advantage = v.get(k) - (k == 0 ? start : v.get(k - 1));
      double reward = (q.get(k) + alpha * advantage + alpha) / (1 + 2 * alpha);
      rewards.add(Math.min(1, Math.max(0, reward)));
    }
    return rewards;
  }
}
