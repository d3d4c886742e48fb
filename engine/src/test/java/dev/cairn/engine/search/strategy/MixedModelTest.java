package dev.cairn.engine.search.strategy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class MixedModelTest {
  private static final List<List<Double>> GROUPS = List.of(List.of(0.9, 0.7), List.of(0.2));

  private static double[] momentsOf(ToDoubleFunction<RandomGenerator> draw) {
    SplittableRandom random = new SplittableRandom(5);
    double sum = 0;
    double squares = 0;
    int n = 200_000;
    for (int i = 0; i < n; i++) {
      double x = draw.applyAsDouble(random);
      sum += x;
      squares += x * x;
    }
    return new double[] {sum / n, squares / n};
  }

  /** First and second moment of a reward below each child and of a new child, by summation. */
  private static double[][] moments() {
    double[][] sums = new double[3][2];
    double total = 0;
    for (double a = 0.01; a < 0.8; a += 0.02) {
      for (double y = 0.015; y < 1.2; y += 0.03) {
        for (double mu = -0.3; mu < 1.3; mu += 0.02) {
          double weight = normal(mu, 0.5, 0.2) * normal(a, 0, 0.2) * normal(y, 0, 0.3);
          double[][] alphas = new double[2][];
          for (int j = 0; j < 2; j++) {
            alphas[j] = alpha(GROUPS.get(j), mu, a, y);
            weight *= alphas[j][0];
          }
          total += weight;
          for (int j = 0; j < 2; j++) {
            sums[j][0] += weight * alphas[j][1];
            sums[j][1] += weight * (alphas[j][2] + y * y);
          }
          sums[2][0] += weight * mu;
          sums[2][1] += weight * (mu * mu + a * a + y * y);
        }
      }
    }
    for (double[] sum : sums) {
      sum[0] /= total;
      sum[1] /= total;
    }
    return sums;
  }

  /** Likelihood of a group's rewards and the moments of its alpha, summed over alpha. */
  private static double[] alpha(List<Double> rewards, double mu, double a, double y) {
    double[] sums = new double[3];
    for (double z = -5.95; z < 6; z += 0.1) {
      double alpha = mu + a * z;
      double weight = normal(z, 0, 1);
      for (double reward : rewards) {
        weight *= normal(reward, alpha, y);
      }
      sums[0] += weight;
      sums[1] += weight * alpha;
      sums[2] += weight * alpha * alpha;
    }
    return sums[0] == 0
        ? new double[3]
        : new double[] {sums[0], sums[1] / sums[0], sums[2] / sums[0]};
  }

  private static double normal(double x, double mean, double deviation) {
    double z = (x - mean) / deviation;
    return Math.exp(-z * z / 2) / deviation;
  }

  @Test
  void drawsFromThePosteriorThatSummationFinds() {
    MixedModel model = new MixedModel(GROUPS);
    double[][] exact = moments();

    assertThat(momentsOf(random -> model.drawBelow(0, random)))
        .containsExactly(exact[0], within(0.01));
    assertThat(momentsOf(random -> model.drawBelow(1, random)))
        .containsExactly(exact[1], within(0.01));
    assertThat(momentsOf(model::drawNew)).containsExactly(exact[2], within(0.01));
  }

  @Test
  void manyRewardsOfOneChildSettleItAndLeaveANewOneOpen() {
    MixedModel model = new MixedModel(List.of(Collections.nCopies(200, 0.8)));

    double[] known = momentsOf(random -> model.drawBelow(0, random));
    double[] fresh = momentsOf(model::drawNew);
    assertThat(known[0]).isCloseTo(0.8, within(0.01));
    assertThat(known[1] - known[0] * known[0]).isLessThan(0.01);
    assertThat(fresh[0]).isBetween(0.5, 0.8);
    assertThat(fresh[1] - fresh[0] * fresh[0]).isGreaterThan(0.01);
  }
}
