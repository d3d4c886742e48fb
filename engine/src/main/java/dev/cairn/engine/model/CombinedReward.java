package dev.cairn.engine.model;

import dev.cairn.engine.search.Trajectory;
import dev.cairn.engine.worker.Futures;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.ToDoubleFunction;

/** Several reward models as one, step by step. All are asked at once. */
public final class CombinedReward implements RewardModel {
  private final List<RewardModel> parts;
  private final ToDoubleFunction<List<Double>> combination;

  private CombinedReward(List<RewardModel> parts, ToDoubleFunction<List<Double>> combination) {
    this.parts = List.copyOf(parts);
    this.combination = combination;
  }

  /** The least reward: a step is as good as the strictest finds it. */
  public static CombinedReward min(List<RewardModel> parts) {
    return new CombinedReward(
        parts, rewards -> rewards.stream().mapToDouble(Double::doubleValue).min().orElseThrow());
  }

  /**
   * The weighted mean.
   *
   * @param weights one per part, not negative and not all 0
   */
  public static CombinedReward weighted(List<RewardModel> parts, List<Double> weights) {
    double total = weights.stream().mapToDouble(Double::doubleValue).sum();
    return new CombinedReward(
        parts,
        rewards -> {
          double sum = 0;
          for (int i = 0; i < weights.size(); i++) {
            sum += weights.get(i) * rewards.get(i);
          }
          return Math.min(1, sum / total);
        });
  }

  @Override
  public CompletableFuture<Scored> score(List<Trajectory> trajectories) {
    return Futures.map(
        Futures.all(parts.stream().map(part -> part.score(trajectories)).toList()),
        scores -> {
          List<List<Double>> rewards = new ArrayList<>(trajectories.size());
          for (int i = 0; i < trajectories.size(); i++) {
            int trajectory = i;
            rewards.add(
                combined(scores.stream().map(each -> each.rewards().get(trajectory)).toList()));
          }
          return Scored.of(rewards, scores);
        });
  }

  private List<Double> combined(List<List<Double>> byPart) {
    List<Double> rewards = new ArrayList<>();
    for (int k = 0; k < byPart.get(0).size(); k++) {
      int step = k;
      rewards.add(combination.applyAsDouble(byPart.stream().map(each -> each.get(step)).toList()));
    }
    return rewards;
  }
}
