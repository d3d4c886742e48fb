package dev.cairn.engine.config;

import dev.cairn.engine.model.ArithmeticCheck;
import dev.cairn.engine.model.PolicyConfidence;
import dev.cairn.engine.model.RewardModel;
import dev.cairn.engine.model.ServedModel;
import dev.cairn.engine.search.Aggregation;
import java.util.List;
import java.util.Map;

/** A reward that is computed here and asks no server. */
public sealed interface LocalReward extends RewardSpec {
  /**
   * Recalculated equations.
   *
   * @param aggregation as of {@link RewardSpec#aggregation()}
   */
  record Arithmetic(Aggregation aggregation) implements LocalReward {
    @Override
    public RewardModel connect(Map<String, ServedModel> served, List<RewardModel> parts) {
      return new ArithmeticCheck();
    }
  }

  /**
   * The policy's own probability of a step.
   *
   * @param aggregation as of {@link RewardSpec#aggregation()}
   */
  record Confidence(Aggregation aggregation) implements LocalReward {
    @Override
    public RewardModel connect(Map<String, ServedModel> served, List<RewardModel> parts) {
      return new PolicyConfidence();
    }
  }
}
