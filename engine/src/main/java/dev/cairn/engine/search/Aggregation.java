package dev.cairn.engine.search;

import java.util.List;

/**
 * Turns the step rewards of a trajectory into one number: for rewards in [0, 1] again in [0, 1],
 * but for {@code SUM}.
 *
 * <p>Which one fits depends on what the reward model was trained for: {@code LAST} for models that
 * predict the final outcome from a prefix (Math-Shepherd, Qwen2.5-Math-PRM), {@code PRODUCT} and
 * {@code MIN} for models of the single step's correctness (Lightman et al., Let's Verify Step by
 * Step, 2023, arXiv 2305.20050, appendix F). {@code PRODUCT} and {@code GEOMETRIC_MEAN} take no
 * negative reward, since two of them would make a positive product.
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
  /** The largest reward. */
  MAX {
    @Override
    double of(List<Double> rewards) {
      return rewards.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
    }
  },
  /** r1 r2 ... rT. Long solutions have smaller products. */
  PRODUCT {
    @Override
    double of(List<Double> rewards) {
      return Math.exp(logSum(rewards));
    }

    @Override
    double rankOf(List<Double> rewards) {
      return logSum(rewards);
    }
  },
  /** (r1 + ... + rT) / T. */
  MEAN {
    @Override
    double of(List<Double> rewards) {
      return sum(rewards) / rewards.size();
    }
  },
  /** (r1 r2 ... rT)^(1/T). */
  GEOMETRIC_MEAN {
    @Override
    double of(List<Double> rewards) {
      return Math.exp(logSum(rewards) / rewards.size());
    }
  },
  /** r1 + ... + rT. Long solutions have larger sums, which are not bounded by 1. */
  SUM {
    @Override
    double of(List<Double> rewards) {
      return sum(rewards);
    }
  };

  abstract double of(List<Double> rewards);

  double rankOf(List<Double> rewards) {
    return of(rewards);
  }

  /**
   * Aggregates rewards.
   *
   * @throws IllegalArgumentException if there are none: nothing can be said of a trajectory that no
   *     reward model has scored; or if one is negative where a product is asked for
   */
  public double apply(List<Double> rewards) {
    requireSome(rewards);
    return of(rewards);
  }

  /** Aggregates the rewards of a candidate. */
  public double apply(Candidate candidate) {
    return apply(candidate.rewards());
  }

  /**
   * A number that orders trajectories as {@link #apply(List)} does, also where that underflows: the
   * logarithm of a product. Fails as that does.
   */
  public double rank(List<Double> rewards) {
    requireSome(rewards);
    return rankOf(rewards);
  }

  private static void requireSome(List<Double> rewards) {
    if (rewards.isEmpty()) {
      throw new IllegalArgumentException("rewards must not be empty to be aggregated");
    }
  }

  // Plain loops below: the streams' compensated sums could make or break a tie.

  private static double sum(List<Double> rewards) {
    double sum = 0;
    for (double reward : rewards) {
      sum += reward;
    }
    return sum;
  }

  private static double logSum(List<Double> rewards) {
    // Logarithms, since a product of many small rewards underflows; ln 0 is -inf and exp gives 0.
    double sum = 0;
    for (double reward : rewards) {
      if (reward < 0) {
        throw new IllegalArgumentException(
            ("rewards must not be negative for a product but one was %s;"
                    + " aggregate by last, min, max, mean or sum")
                .formatted(reward));
      }
      sum += Math.log(reward);
    }
    return sum;
  }
}
