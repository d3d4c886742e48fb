package dev.cairn.engine.metrics;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Correction of the p-values of several comparisons. */
public final class Holm {
  private Holm() {}

  /**
   * The adjusted p-values, in the order given: those at most alpha may be rejected together, with a
   * chance of at most alpha of rejecting any true hypothesis (Holm, A Simple Sequentially Rejective
   * Multiple Test Procedure, Scandinavian Journal of Statistics 6, 1979).
   *
   * @param p each in [0, 1]
   */
  public static double[] adjusted(double[] p) {
    for (double each : p) {
      if (!(each >= 0 && each <= 1)) {
        throw new IllegalArgumentException("a p-value must be in [0, 1] but was " + each);
      }
    }
    List<Integer> ascending =
        IntStream.range(0, p.length).boxed().sorted(Comparator.comparingDouble(i -> p[i])).toList();
    double[] adjusted = new double[p.length];
    double atLeast = 0;
    for (int i = 0; i < p.length; i++) {
      int index = ascending.get(i);
      atLeast = Math.max(atLeast, Math.min(1, (p.length - i) * p[index]));
      adjusted[index] = atLeast;
    }
    return adjusted;
  }
}
