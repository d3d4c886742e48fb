package dev.cairn.engine.metrics;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.apache.commons.statistics.descriptive.Quantile;

/**
 * Confidence intervals by the bootstrap over problems: problems are drawn with replacement, all
 * samples of a problem together, since they are alike; the ends are percentiles of the replicates
 * (Efron and Tibshirani, An Introduction to the Bootstrap, 1993, chapter 13), by quantiles of type
 * 7 (Hyndman and Fan, Sample Quantiles in Statistical Packages, 1996).
 *
 * <p>Problems are drawn by {@link SplittableRandom} from the seed. Where an interval would not
 * contain the figure, which very skew replicates can do, it is widened to it.
 *
 * @param resamples number of replicates, at least 1,000; 10,000 is usual
 * @param seed of the draws
 * @param confidence in (0, 1), for example 0.95
 */
public record Bootstrap(int resamples, long seed, double confidence) {
  /** 10,000 replicates, 95 %. */
  public static final Bootstrap USUAL = new Bootstrap(10_000, 0, 0.95);

  private static final Quantile TYPE_7 =
      Quantile.withDefaults().with(Quantile.EstimationMethod.HF7);

  /** Refuses too few replicates and a confidence out of range. */
  public Bootstrap {
    if (resamples < 1_000) {
      throw new IllegalArgumentException("resamples must be at least 1000 but was " + resamples);
    }
    if (!(confidence > 0 && confidence < 1)) {
      throw new IllegalArgumentException("confidence must be in (0, 1) but was " + confidence);
    }
  }

  /** The mean over problems of the mean over the problem's samples; at least one of each. */
  public Estimate clusteredMean(double[][] problems) {
    return mean(Arrays.stream(problems).mapToDouble(StandardError::mean).toArray());
  }

  /** The mean over problems of one value each. */
  public Estimate mean(double[] problems) {
    requireSome(problems.length);
    return estimate(StandardError.mean(problems), means(problems), problems.length);
  }

  /**
   * A statistic of sums over problems, such as a quotient of two.
   *
   * @param problems what each problem adds to every sum
   * @param ofSums the statistic; replicates for which it is undefined are left out and told
   * @throws IllegalArgumentException if it is undefined for the problems themselves
   */
  public Estimate ofSums(double[][] problems, Function<double[], Figure> ofSums) {
    requireSome(problems.length);
    int columns = problems[0].length;
    double[] sums = new double[columns];
    for (double[] problem : problems) {
      add(problem, sums);
    }
    Figure value = ofSums.apply(sums);
    if (value.missing() != null) {
      throw new IllegalArgumentException("the statistic must be defined but " + value.missing());
    }
    SplittableRandom random = new SplittableRandom(seed);
    double[] replicates = new double[resamples];
    int defined = 0;
    for (int r = 0; r < resamples; r++) {
      Arrays.fill(sums, 0);
      for (int i = 0; i < problems.length; i++) {
        add(problems[random.nextInt(problems.length)], sums);
      }
      Figure replicate = ofSums.apply(sums);
      if (replicate.defined()) {
        replicates[defined++] = replicate.get();
      }
    }
    return estimate(value.get(), Arrays.copyOf(replicates, defined), problems.length);
  }

  /** The means of the replicates, in the order in which they are drawn. */
  double[] means(double[] problems) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] means = new double[resamples];
    for (int r = 0; r < resamples; r++) {
      double sum = 0;
      for (int i = 0; i < problems.length; i++) {
        sum += problems[random.nextInt(problems.length)];
      }
      means[r] = sum / problems.length;
    }
    return means;
  }

  private Estimate estimate(double value, double[] replicates, int problems) {
    double tail = (1 - confidence) / 2;
    double[] ends = TYPE_7.evaluate(replicates, tail, 1 - tail);
    int undefined = resamples - replicates.length;
    String method =
        "bootstrap %s (%d resamples of problems, seed %d, SplittableRandom, percentile type 7%s)"
            .formatted(
                confidence,
                resamples,
                seed,
                undefined == 0 ? "" : ", %d undefined ones left out".formatted(undefined));
    return new Estimate(
        value, Math.min(ends[0], value), Math.max(ends[1], value), problems, method);
  }

  private static void add(double[] problem, double[] sums) {
    for (int column = 0; column < sums.length; column++) {
      sums[column] += problem[column];
    }
  }

  private static void requireSome(int problems) {
    if (problems < 1) {
      throw new IllegalArgumentException("there must be a problem to be resampled");
    }
  }
}
