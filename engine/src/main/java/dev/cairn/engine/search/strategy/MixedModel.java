package dev.cairn.engine.search.strategy;

import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * The mixed model of AB-MCTS-M: rewards r below the j-th child of a node are
 *
 * <pre>  r ~ Normal(alpha_j, sigma_y),  alpha_j ~ Normal(mu, sigma_alpha),
 *  mu ~ Normal(0.5, 0.2),  sigma_alpha ~ HalfNormal(0.2),  sigma_y ~ HalfNormal(0.3)
 * </pre>
 *
 * <p>Source: Inoue et al., 2025, arXiv 2503.04412, section 3 with the priors of the authors'
 * TreeQuest, which samples the posterior by a Markov chain. Here it is exact up to a grid over the
 * two deviations: given these, everything else is normal and integrated in closed form.
 */
final class MixedModel {
  private static final double MU = 0.5;
  private static final double MU_VARIANCE = 0.2 * 0.2;
  private static final double ALPHA_DEVIATION = 0.2;
  private static final double REWARD_DEVIATION = 0.3;
  private static final int CELLS = 16;
  private static final double REACH = 3; // Of the grid, in deviations of the priors.

  /** One pair of deviations and what mu is given them. */
  private record Cell(
      double alphaVariance, double rewardVariance, double muMean, double muPrecision) {}

  private final int[] counts;
  private final double[] means;
  private final double[] scatters;
  private final Cell[] cells = new Cell[CELLS * CELLS];
  private final double[] cumulated = new double[CELLS * CELLS];

  /** Learns the rewards below each child, of which there is at least one. */
  MixedModel(List<List<Double>> groups) {
    counts = groups.stream().mapToInt(List::size).toArray();
    means = groups.stream().mapToDouble(MixedModel::mean).toArray();
    scatters = groups.stream().mapToDouble(MixedModel::scatter).toArray();
    double[] logWeights = new double[cells.length];
    for (int i = 0; i < cells.length; i++) {
      double alpha = deviation(i / CELLS, ALPHA_DEVIATION);
      double reward = deviation(i % CELLS, REWARD_DEVIATION);
      cells[i] = cell(alpha * alpha, reward * reward);
      logWeights[i] =
          logLikelihood(cells[i])
              - square(alpha / ALPHA_DEVIATION) / 2
              - square(reward / REWARD_DEVIATION) / 2;
    }
    double highest = Arrays.stream(logWeights).max().orElseThrow();
    double sum = 0;
    for (int i = 0; i < cells.length; i++) {
      sum += Math.exp(logWeights[i] - highest);
      cumulated[i] = sum;
    }
  }

  /** Draws the reward of another node below the j-th child. */
  double drawBelow(int j, RandomGenerator random) {
    Cell cell = drawCell(random);
    double prior = 1 / cell.alphaVariance;
    double seen = counts[j] / cell.rewardVariance;
    double mean = (prior * drawMu(cell, random) + seen * means[j]) / (prior + seen);
    double alpha = mean + random.nextGaussian() / Math.sqrt(prior + seen);
    return alpha + Math.sqrt(cell.rewardVariance) * random.nextGaussian();
  }

  /** Draws the reward of a new child. */
  double drawNew(RandomGenerator random) {
    Cell cell = drawCell(random);
    double variance = cell.alphaVariance + cell.rewardVariance;
    return drawMu(cell, random) + Math.sqrt(variance) * random.nextGaussian();
  }

  private Cell drawCell(RandomGenerator random) {
    double at = random.nextDouble() * cumulated[cumulated.length - 1];
    int found = Arrays.binarySearch(cumulated, at);
    return cells[Math.min(found < 0 ? -found - 1 : found + 1, cells.length - 1)];
  }

  private static double drawMu(Cell cell, RandomGenerator random) {
    return cell.muMean + random.nextGaussian() / Math.sqrt(cell.muPrecision);
  }

  private static double deviation(int index, double prior) {
    return (index + 0.5) * REACH * prior / CELLS;
  }

  /** A group's mean is Normal(mu, alphaVariance + rewardVariance / n) around mu. */
  private Cell cell(double alphaVariance, double rewardVariance) {
    double precision = 1 / MU_VARIANCE;
    double weighted = MU / MU_VARIANCE;
    for (int j = 0; j < counts.length; j++) {
      double weight = 1 / (alphaVariance + rewardVariance / counts[j]);
      precision += weight;
      weighted += weight * means[j];
    }
    return new Cell(alphaVariance, rewardVariance, weighted / precision, precision);
  }

  /** Of all rewards given the deviations, mu and alpha integrated out, up to a constant. */
  private double logLikelihood(Cell cell) {
    double log = -Math.log(cell.muPrecision) / 2;
    double squares = MU * MU / MU_VARIANCE - cell.muPrecision * cell.muMean * cell.muMean;
    for (int j = 0; j < counts.length; j++) {
      double variance = cell.alphaVariance + cell.rewardVariance / counts[j];
      log -= Math.log(variance) / 2 + (counts[j] - 1) * Math.log(cell.rewardVariance) / 2;
      squares += means[j] * means[j] / variance + scatters[j] / cell.rewardVariance;
    }
    return log - squares / 2;
  }

  private static double mean(List<Double> rewards) {
    return rewards.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
  }

  /** Sum of squared distances from the mean. */
  private static double scatter(List<Double> rewards) {
    double mean = mean(rewards);
    return rewards.stream().mapToDouble(reward -> square(reward - mean)).sum();
  }

  private static double square(double x) {
    return x * x;
  }
}
