package dev.cairn.engine.config;

import dev.cairn.engine.worker.Ability;
import dev.cairn.engine.worker.Dialect;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What the models of a run must be among themselves and with their servers. */
final class ModelChecks {
  private ModelChecks() {}

  /**
   * Refuses what contradicts itself.
   *
   * @param policies by role
   * @throws IllegalArgumentException whose message begins with the key
   */
  static void check(Map<String, RewardSpec> rewards, Map<String, PolicySpec> policies) {
    policies.forEach((role, policy) -> dialect(role + ".worker", policy.worker()));
    rewards.forEach(
        (name, reward) -> {
          if (RunSpec.isPolicyRole(name)) {
            throw new IllegalArgumentException(
                "rewards.%s must have another name: this one is taken by a policy's servers"
                    .formatted(name));
          }
          checkParts(name, reward, rewards);
          checkCircle(name, rewards, new ArrayList<>());
          checkServers(name, reward);
        });
  }

  /** The name of the policy's confidence where a reward is that or made of it; else null. */
  static @Nullable String confidence(String name, Map<String, RewardSpec> rewards) {
    RewardSpec reward = rewards.get(name);
    if (reward == null || reward instanceof LocalReward.Confidence) {
      return reward == null ? null : name;
    }
    return reward.of().stream()
        .map(part -> confidence(part, rewards))
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(null);
  }

  private static void checkParts(String name, RewardSpec reward, Map<String, RewardSpec> rewards) {
    try {
      reward.check();
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("rewards.%s.%s".formatted(name, e.getMessage()), e);
    }
    for (int i = 0; i < reward.of().size(); i++) {
      String part = reward.of().get(i);
      if (!rewards.containsKey(part)) {
        throw new IllegalArgumentException(
            "rewards.%s.of[%d] must be one of %s but was %s"
                .formatted(name, i, rewards.keySet(), part));
      }
    }
  }

  private static void checkCircle(
      String name, Map<String, RewardSpec> rewards, List<String> above) {
    if (above.contains(name)) {
      above.add(name);
      throw new IllegalArgumentException(
          "rewards.%s.of must not lead back to itself but does: %s"
              .formatted(name, String.join(" of ", above)));
    }
    RewardSpec reward = rewards.get(name);
    if (reward != null) {
      for (String part : reward.of()) {
        List<String> path = new ArrayList<>(above);
        path.add(name);
        checkCircle(part, rewards, path);
      }
    }
  }

  private static void checkServers(String name, RewardSpec reward) {
    reward
        .workers()
        .forEach(
            (key, worker) -> {
              Dialect dialect = dialect("rewards.%s.%s".formatted(name, key), worker);
              for (Ability need : reward.needs()) {
                if (!dialect.abilities().contains(need)) {
                  throw new IllegalArgumentException(
                      "rewards.%s.%s.dialect must be one whose servers %s, of %s, but was %s"
                          .formatted(name, key, need, able(need), worker.dialect()));
                }
              }
            });
  }

  /** The dialect that a worker names. */
  static Dialect dialect(String at, WorkerSpec worker) {
    Dialect dialect = Registry.DIALECTS.get(worker.dialect());
    if (dialect == null) {
      throw new IllegalArgumentException(
          "%s.dialect must be one of %s but was %s"
              .formatted(at, Registry.DIALECTS.keySet(), worker.dialect()));
    }
    return dialect;
  }

  private static List<String> able(Ability need) {
    return Registry.DIALECTS.entrySet().stream()
        .filter(entry -> entry.getValue().abilities().contains(need))
        .map(Map.Entry::getKey)
        .toList();
  }
}
