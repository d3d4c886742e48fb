package dev.cairn.engine.metrics;

import java.io.Serializable;
import java.util.Collection;
import java.util.List;

/**
 * ProcessBench's score of one subset: the harmonic mean of the accuracies on solutions with and
 * without an error (Zheng et al., ProcessBench, 2024, arXiv 2412.06559, section 4.1).
 *
 * @param errors solutions with a wrong step
 * @param errorsFound of these, those whose earliest wrong step was predicted exactly
 * @param correct solutions without a wrong step
 * @param correctFound of these, those for which no error was predicted
 */
public record FirstErrorF1(long errors, long errorsFound, long correct, long correctFound)
    implements Serializable {
  /** No solution yet. */
  public static final FirstErrorF1 NONE = new FirstErrorF1(0, 0, 0, 0);

  /** Refuses counts that cannot be. */
  public FirstErrorF1 {
    if (errorsFound < 0 || errorsFound > errors || correctFound < 0 || correctFound > correct) {
      throw new IllegalArgumentException(
          "found must be in [0, all] but were %d of %d and %d of %d"
              .formatted(errorsFound, errors, correctFound, correct));
    }
  }

  /** The same with one solution more. */
  public FirstErrorF1 plus(int label, boolean found) {
    int one = found ? 1 : 0;
    return label == FirstError.NO_ERROR
        ? new FirstErrorF1(errors, errorsFound, correct + 1, correctFound + one)
        : new FirstErrorF1(errors + 1, errorsFound + one, correct, correctFound);
  }

  /** Accuracy on the solutions with an error, in [0, 1]. */
  public Figure errorAccuracy() {
    return Figure.share(errorsFound, errors, "no solution has an error");
  }

  /** Accuracy on the solutions without an error, in [0, 1]. */
  public Figure correctAccuracy() {
    return Figure.share(correctFound, correct, "every solution has an error");
  }

  /**
   * The harmonic mean of both, in [0, 1]: 0 where both are 0, undefined without one of the groups.
   */
  public Figure f1() {
    Figure error = errorAccuracy();
    return error.defined()
        ? correctAccuracy().map(accuracy -> harmonicMean(error.get(), accuracy))
        : error;
  }

  /** 2ab / (a + b), 0 where both are 0. */
  public static double harmonicMean(double a, double b) {
    return a + b == 0 ? 0 : 2 * a * b / (a + b);
  }

  /** The plain mean of the subsets' F1, as the paper's tables have it: sizes do not count. */
  public static Figure average(Collection<FirstErrorF1> subsets) {
    List<Figure> figures = subsets.stream().map(FirstErrorF1::f1).toList();
    return Figure.mean(figures);
  }
}
