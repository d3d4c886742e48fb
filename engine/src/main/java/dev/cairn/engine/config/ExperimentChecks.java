package dev.cairn.engine.config;

import dev.cairn.engine.config.RunSpec.CallLogSpec;
import dev.cairn.engine.config.RunSpec.CallLogSpec.Keep;
import dev.cairn.engine.config.RunSpec.Experiment;
import dev.cairn.engine.search.SearchStrategy.Signal;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the experiments of a run must be among themselves and with what the run has.
 *
 * @param policies that may be asked, by role
 * @param rewards by name
 * @param dataSets the names of further problem sets
 * @param callLog of the run
 */
record ExperimentChecks(
    Map<String, PolicySpec> policies,
    Map<String, RewardSpec> rewards,
    Set<String> dataSets,
    CallLogSpec callLog) {

  /**
   * Refuses what contradicts itself.
   *
   * @throws IllegalArgumentException whose message begins with the key
   */
  void check(List<Experiment> experiments) {
    Set<String> names = new HashSet<>();
    for (int i = 0; i < experiments.size(); i++) {
      Experiment experiment = experiments.get(i);
      String at = "experiments[%d]".formatted(i);
      require(
          names.add(experiment.name()),
          at + ".name must be unique but two experiments are named " + experiment.name());
      checkPolicy(at, experiment);
      checkReward(at, experiment);
      require(
          experiment.data().isEmpty() || dataSets.contains(experiment.data()),
          "%s.data must be one of %s but was %s".formatted(at, dataSets, experiment.data()));
      require(
          experiment.budget().share() == 0 || callLog.keep() != Keep.NEVER,
          at
              + ".budget.share needs the call log, or calls would be paid for twice; leave it out or"
              + " set execution.call-log.keep to always");
    }
  }

  private void checkPolicy(String at, Experiment experiment) {
    String role = experiment.policyRole();
    PolicySpec policy = policies.get(role);
    if (policy == null) {
      throw new IllegalArgumentException(
          "%s.policy must be the name of one of %s but was %s"
              .formatted(at, policies.keySet(), experiment.policy()));
    }
    require(
        policy.logProbs() || !experiment.strategy().needs().contains(Signal.LOG_PROB),
        "%s.strategy needs %s.log-probs".formatted(at, role));
    String confidence = ModelChecks.confidence(experiment.reward(), rewards);
    require(
        policy.logProbs() || confidence == null,
        "rewards.%s needs %s.log-probs".formatted(confidence, role));
  }

  private void checkReward(String at, Experiment experiment) {
    boolean rewarded = !experiment.reward().equals(RunSpec.NO_REWARD);
    Set<Signal> needs = experiment.strategy().needs();
    require(
        !rewarded || rewards.containsKey(experiment.reward()),
        "%s.reward must be one of %s or none but was %s"
            .formatted(at, rewards.keySet(), experiment.reward()));
    require(
        rewarded || !needs.contains(Signal.REWARD),
        "%s.strategy needs a reward model".formatted(at));
    RewardSpec reward = rewards.get(experiment.reward());
    require(
        !needs.contains(Signal.CRITIQUE) || (reward != null && reward.writesCritiques()),
        "%s.strategy needs a reward model that writes critiques: gen-prm or critic".formatted(at));
    require(
        rewarded || !experiment.vote().needsRewards(),
        "%s.vote needs a reward model; use majority".formatted(at));
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }
}
