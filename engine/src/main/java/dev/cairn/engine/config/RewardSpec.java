package dev.cairn.engine.config;

import dev.cairn.engine.model.RewardModel;
import dev.cairn.engine.model.ServedModel;
import dev.cairn.engine.search.Aggregation;
import dev.cairn.engine.worker.Ability;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A reward model. One record a kind; the registry names them. */
public sealed interface RewardSpec
    permits WorkerReward, ImplicitReward, LocalReward, CombinedRewardSpec {
  /** The key of the worker that kinds with one worker have. */
  String WORKER = "worker";

  /** What a worker of a reward is called: the reward's name, and its key if it is not the one. */
  static String role(String reward, String key) {
    return key.equals(WORKER) ? reward : reward + "." + key;
  }

  /** What its step rewards say of a whole solution: the score that rank@1 ranks by. */
  Aggregation aggregation();

  /** Where its models are served, by the keys that name them; empty if it asks no server. */
  default Map<String, WorkerSpec> workers() {
    return Map.of();
  }

  /** The same at other servers. */
  default RewardSpec at(Map<String, WorkerSpec> others) {
    return this;
  }

  /** What the servers of each of its workers must be able to do. */
  default Set<Ability> needs() {
    return Set.of();
  }

  /** Whether it says in words what it thinks of each step. */
  default boolean writesCritiques() {
    return false;
  }

  /** The names of the rewards that it is made of. */
  default List<String> of() {
    return List.of();
  }

  /**
   * The model itself.
   *
   * @param served as of {@link #workers()}
   * @param parts in the order of {@link #of()}
   */
  RewardModel connect(Map<String, ServedModel> served, List<RewardModel> parts);

  /**
   * Refuses what only together makes no sense.
   *
   * @throws IllegalArgumentException with a message that begins with the key, from the reward on
   */
  default void check() {}
}
