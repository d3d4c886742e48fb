package dev.cairn.engine.search.strategy;

import java.util.Comparator;
import java.util.stream.IntStream;

/** Divides a number of samples among weighted prefixes. */
public enum Allocation {
  /**
   * The whole parts of the shares, and what is left to the largest remainders, the first of equal
   * ones: adds up exactly.
   */
  LARGEST_REMAINDER {
    @Override
    int[] divide(Weights weights, int total) {
      int[] shares = new int[weights.size()];
      double[] remainders = new double[shares.length];
      int left = total;
      for (int i = 0; i < shares.length; i++) {
        double share = total * weights.get(i);
        shares[i] = (int) Math.floor(share + ROUNDING);
        remainders[i] = share - shares[i];
        left -= shares[i];
      }
      IntStream.range(0, shares.length)
          .boxed()
          .sorted(Comparator.comparingDouble((Integer i) -> -round(remainders[i])))
          .limit(left)
          .forEach(i -> shares[i]++);
      return shares;
    }
  },
  /** In turn, the rounded-up share of what is left: adds up exactly and favours the first. */
  SEQUENTIAL_CEILING {
    @Override
    int[] divide(Weights weights, int total) {
      int[] shares = new int[weights.size()];
      int left = total;
      double sum = 1;
      for (int i = 0; i < shares.length && left > 0; i++) {
        double share = sum > 0 ? left * weights.get(i) / sum : left;
        shares[i] = Math.min(left, (int) Math.ceil(share - ROUNDING));
        left -= shares[i];
        sum -= weights.get(i);
      }
      return shares;
    }
  },
  /** Every share rounded by itself: may add up to more or less. */
  ROUND {
    @Override
    int[] divide(Weights weights, int total) {
      return IntStream.range(0, weights.size())
          .map(i -> (int) Math.round(total * weights.get(i)))
          .toArray();
    }
  };

  /** A share this little off a whole number is that number. */
  private static final double ROUNDING = 1e-9;

  /** Samples for each weight, in their order. */
  abstract int[] divide(Weights weights, int total);

  private static double round(double remainder) {
    return Math.rint(remainder / ROUNDING) * ROUNDING;
  }
}
