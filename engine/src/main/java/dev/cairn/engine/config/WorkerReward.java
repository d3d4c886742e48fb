package dev.cairn.engine.config;

import dev.cairn.engine.model.RewardModel;
import dev.cairn.engine.model.ServedModel;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A reward of one model that is served. */
public sealed interface WorkerReward extends RewardSpec permits ServedReward, GenerativeReward {
  /** Where it is served. */
  WorkerSpec worker();

  /** The same at other servers. */
  RewardSpec at(WorkerSpec other);

  /** The model itself. */
  RewardModel connect(ServedModel model);

  @Override
  default Map<String, WorkerSpec> workers() {
    return Map.of(WORKER, worker());
  }

  @Override
  default RewardSpec at(Map<String, WorkerSpec> others) {
    return at(Objects.requireNonNull(others.get(WORKER)));
  }

  @Override
  default RewardModel connect(Map<String, ServedModel> served, List<RewardModel> parts) {
    return connect(Objects.requireNonNull(served.get(WORKER)));
  }
}
