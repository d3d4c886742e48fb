package dev.cairn.engine.search.strategy;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/** How new particles are drawn from weighted ones; each expects n p_i copies of the i-th. */
public enum Resampling {
  /** Every draw by itself. */
  MULTINOMIAL {
    @Override
    double position(int draw, int n, double common, RandomGenerator random) {
      return random.nextDouble();
    }
  },
  /** One draw in each n-th part of the weights. */
  STRATIFIED {
    @Override
    double position(int draw, int n, double common, RandomGenerator random) {
      return (draw + random.nextDouble()) / n;
    }
  },
  /** Equally spaced from one random start: least variance, between floor and ceiling of n p_i. */
  SYSTEMATIC {
    @Override
    double position(int draw, int n, double common, RandomGenerator random) {
      return (draw + common) / n;
    }
  };

  abstract double position(int draw, int n, double common, RandomGenerator random);

  /** The numbers of the {@code n} drawn. */
  int[] draw(Weights weights, int n, RandomGenerator random) {
    double common = random.nextDouble();
    int[] drawn = new int[n];
    for (int i = 0; i < n; i++) {
      drawn[i] = at(weights, position(i, n, common, random));
    }
    return drawn;
  }

  /**
   * The numbers of {@code k} different ones, or of all if there are fewer: those whose log-weight
   * plus Gumbel noise is highest, which is to draw one after the other by weight (Kool et al.,
   * Stochastic Beams and Where to Find Them, 2019, arXiv 1903.06059, section 2.3).
   */
  static List<Integer> withoutReplacement(double[] logWeights, int k, RandomGenerator random) {
    double[] keys =
        Arrays.stream(logWeights)
            .map(logWeight -> logWeight - Math.log(-Math.log(1 - random.nextDouble())))
            .toArray();
    return IntStream.range(0, keys.length)
        .boxed()
        .sorted(Comparator.comparingDouble((Integer i) -> -keys[i]))
        .limit(k)
        .toList();
  }

  /** The one in whose part of the unit interval a position lies. */
  private static int at(Weights weights, double position) {
    double below = 0;
    int last = 0;
    for (int i = 0; i < weights.size(); i++) {
      if (weights.get(i) > 0) {
        below += weights.get(i);
        last = i;
        if (position < below) {
          return i;
        }
      }
    }
    // Rounding may leave the sum a little below 1.
    return last;
  }
}
