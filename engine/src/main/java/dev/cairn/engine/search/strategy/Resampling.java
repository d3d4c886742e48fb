package dev.cairn.engine.search.strategy;

import java.util.random.RandomGenerator;

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
