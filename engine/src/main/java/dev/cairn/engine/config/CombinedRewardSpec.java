package dev.cairn.engine.config;

import dev.cairn.engine.model.CombinedReward;
import dev.cairn.engine.model.OutcomeWithProcess;
import dev.cairn.engine.model.ProcessAdvantage;
import dev.cairn.engine.model.RewardModel;
import dev.cairn.engine.model.ServedModel;
import dev.cairn.engine.search.Aggregation;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** A reward that is made of others. */
public sealed interface CombinedRewardSpec extends RewardSpec {
  /** The model itself. */
  RewardModel connect(List<RewardModel> parts);

  @Override
  default RewardModel connect(Map<String, ServedModel> served, List<RewardModel> parts) {
    return connect(parts);
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }

  /**
   * The mean of several.
   *
   * @param of names of rewards, at least one
   * @param aggregation as of {@link RewardSpec#aggregation()}
   */
  record Mean(List<String> of, Aggregation aggregation) implements CombinedRewardSpec {
    /** Copies the list. */
    public Mean {
      of = List.copyOf(of);
    }

    @Override
    public void check() {
      require(!of.isEmpty(), "of must name rewards");
    }

    @Override
    public RewardModel connect(List<RewardModel> parts) {
      return CombinedReward.weighted(parts, Collections.nCopies(parts.size(), 1.0));
    }
  }

  /**
   * The least of several.
   *
   * @param of names of rewards, at least one
   * @param aggregation as of {@link RewardSpec#aggregation()}
   */
  record Min(List<String> of, Aggregation aggregation) implements CombinedRewardSpec {
    /** Copies the list. */
    public Min {
      of = List.copyOf(of);
    }

    @Override
    public void check() {
      require(!of.isEmpty(), "of must name rewards");
    }

    @Override
    public RewardModel connect(List<RewardModel> parts) {
      return CombinedReward.min(parts);
    }
  }

  /**
   * The weighted mean of several.
   *
   * @param of names of rewards, at least one
   * @param weights one per name, not negative and not all 0
   * @param aggregation as of {@link RewardSpec#aggregation()}
   */
  record Weighted(List<String> of, List<Double> weights, Aggregation aggregation)
      implements CombinedRewardSpec {
    /** Copies the lists. */
    public Weighted {
      of = List.copyOf(of);
      weights = List.copyOf(weights);
    }

    @Override
    public void check() {
      require(!of.isEmpty(), "of must name rewards");
      require(
          weights.size() == of.size(),
          "weights must be one per name of of but were %d for %d"
              .formatted(weights.size(), of.size()));
      double sum = weights.stream().mapToDouble(Double::doubleValue).sum();
      boolean valid = weights.stream().allMatch(weight -> weight >= 0) && sum > 0;
      require(
          valid && Double.isFinite(sum),
          "weights must not be negative and not all 0 but were " + weights);
    }

    @Override
    public RewardModel connect(List<RewardModel> parts) {
      return CombinedReward.weighted(parts, weights);
    }
  }

  /**
   * Value and progress.
   *
   * @param of the names of the value and of the prover
   * @param alpha weight of progress, not negative
   * @param start the prover's value before the first step, in [0, 1]
   * @param aggregation as of {@link RewardSpec#aggregation()}
   */
  record Advantage(List<String> of, double alpha, double start, Aggregation aggregation)
      implements CombinedRewardSpec {
    /** Refuses values out of range. */
    public Advantage {
      of = List.copyOf(of);
      require(alpha >= 0, "alpha must not be negative but was " + alpha);
      require(start >= 0 && start <= 1, "start must be in [0, 1] but was " + start);
    }

    @Override
    public void check() {
      require(of.size() == 2, "of must name the value and the prover but was " + of);
    }

    @Override
    public RewardModel connect(List<RewardModel> parts) {
      return new ProcessAdvantage(parts.get(0), parts.get(1), alpha, start);
    }
  }

  /**
   * An outcome reward at the end of process rewards.
   *
   * @param of the names of the process and of the outcome reward
   * @param weight of the outcome, in [0, 1]
   * @param aggregation as of {@link RewardSpec#aggregation()}
   */
  record OutcomeProcess(List<String> of, double weight, Aggregation aggregation)
      implements CombinedRewardSpec {
    /** Refuses values out of range. */
    public OutcomeProcess {
      of = List.copyOf(of);
      require(weight >= 0 && weight <= 1, "weight must be in [0, 1] but was " + weight);
    }

    @Override
    public void check() {
      require(of.size() == 2, "of must name the process and the outcome reward but was " + of);
    }

    @Override
    public RewardModel connect(List<RewardModel> parts) {
      return new OutcomeWithProcess(parts.get(0), parts.get(1), weight);
    }
  }
}
