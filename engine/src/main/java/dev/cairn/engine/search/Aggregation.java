package dev.cairn.engine.search;

import java.util.List;

/**
 * Turns the step rewards of a trajectory into one number in [0, 1].
 *
 * <p>Which one fits depends on what the reward model was trained for: {@code LAST} for models that
 * predict the final outcome from a prefix (Math-Shepherd, Qwen2.5-Math-PRM), {@code PRODUCT} and
 * {@code MIN} for models of the single step's correctness (Lightman et al., Let's Verify Step by
 * Step, 2023, arXiv 2305.20050, appendix F).
 */
public enum Aggregation {
  /** The reward of the last step. */
  LAST {
    @Override
    double of(List<Double> rewards) {
      return rewards.get(rewards.size() - 1);
    }
  },
  /** The smallest reward. */
  MIN {
    @Override
    double of(List<Double> rewards) {
      return rewards.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
    }
  },
  /** r1 r2 ... rT. Long solutions have smaller products. */
  PRODUCT {
    @Override
    double of(List<Double> rewards) {
      return Math.exp(logSum(rewards));
    }
  },
  /** (r1 + ... + rT) / T. */
  MEAN {
    @Override
    double of(List<Double> rewards) {
      return rewards.stream().mapToDouble(Double::doubleValue).sum() / rewards.size();
    }
  },
  /** (r1 r2 ... rT)^(1/T). */
  GEOMETRIC_MEAN {
    @Override
    double of(List<Double> rewards) {
      return Math.exp(logSum(rewards) / rewards.size());
    }
  };

  abstract double of(List<Double> rewards);

  /**
   * Aggregates rewards in [0, 1].
   *
   * @throws IllegalArgumentException if there are none: nothing can be said of a trajectory that no
   *     reward model has scored
   */
  public double apply(List<Double> rewards) {
    if (rewards.isEmpty()) {
      throw new IllegalArgumentException("rewards must not be empty to be aggregated");
    }
    return of(rewards);
  }

  /** Aggregates the rewards of a candidate. */
  public double apply(Candidate candidate) {
    return apply(candidate.rewards());
  }

  private static double logSum(List<Double> rewards) {
    // Logarithms, since a product of many small rewards underflows; ln 0 is -inf and exp gives 0.
    return rewards.stream().mapToDouble(Math::log).sum();
  }
}
