package dev.cairn.engine.model;

import dev.cairn.engine.search.Trajectory;
import dev.cairn.engine.worker.Futures;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A reward model whose servers are asked about each trajectory by itself, all at once. */
interface OneByOne extends RewardModel {
  /** Scores a trajectory of at least one step. */
  CompletableFuture<Scored> score(Trajectory trajectory);

  @Override
  default CompletableFuture<Scored> score(List<Trajectory> trajectories) {
    return Futures.map(
        Futures.all(trajectories.stream().map(this::score).toList()), Scored::joined);
  }
}
