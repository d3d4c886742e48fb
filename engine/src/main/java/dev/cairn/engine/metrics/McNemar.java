package dev.cairn.engine.metrics;

import org.apache.commons.statistics.distribution.BinomialDistribution;
import org.apache.commons.statistics.distribution.ChiSquaredDistribution;

/**
 * McNemar's test of two methods that each solve a problem or not (McNemar, Note on the Sampling
 * Error of the Difference Between Correlated Proportions or Percentages, Psychometrika 12, 1947).
 * Its p-values are two-sided.
 *
 * @param onlyFirst problems that only the first method solves
 * @param onlySecond problems that only the second solves
 */
public record McNemar(int onlyFirst, int onlySecond) {
  /** Below so many problems on which the methods differ, chi squared is a poor approximation. */
  public static final int CHI_SQUARED_FROM = 25;

  /** Refuses negative counts. */
  public McNemar {
    if (onlyFirst < 0 || onlySecond < 0) {
      throw new IllegalArgumentException(
          "counts must not be negative but were %d and %d".formatted(onlyFirst, onlySecond));
    }
  }

  /** By the binomial distribution: min(1, 2 P(Bin(b + c, 1/2) <= min(b, c))). */
  public double exact() {
    return differ() == 0 ? 1 : Math.min(1, 2 * binomial().cumulativeProbability(fewer()));
  }

  /**
   * The exact p-value less the probability of what was seen, which is less conservative (Fagerland
   * et al., The McNemar test for binary matched-pairs data, BMC Medical Research Methodology 13,
   * 2013).
   */
  public Figure midP() {
    return differ() == 0
        ? Figure.none("the methods differ on no problem")
        : Figure.of(exact() - binomial().probability(fewer()));
  }

  /** (|b - c| - 1)^2 / (b + c), with Edwards' correction; 0 if the methods differ nowhere. */
  public double correctedChiSquared() {
    return chiSquared(1);
  }

  /** The p-value of {@link #correctedChiSquared}. */
  public double correctedChiSquaredP() {
    return survival(correctedChiSquared());
  }

  /** (b - c)^2 / (b + c); 0 if the methods differ nowhere. */
  public double chiSquared() {
    return chiSquared(0);
  }

  /** The p-value of {@link #chiSquared()}. */
  public double chiSquaredP() {
    return survival(chiSquared());
  }

  private double chiSquared(int correction) {
    double above = Math.abs(onlyFirst - onlySecond) - correction;
    return differ() == 0 ? 0 : above * above / differ();
  }

  private static double survival(double chiSquared) {
    return ChiSquaredDistribution.of(1).survivalProbability(chiSquared);
  }

  private int differ() {
    return Math.addExact(onlyFirst, onlySecond);
  }

  private int fewer() {
    return Math.min(onlyFirst, onlySecond);
  }

  private BinomialDistribution binomial() {
    return BinomialDistribution.of(differ(), 0.5);
  }
}
