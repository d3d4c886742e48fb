package dev.cairn.engine.search.strategy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.cairn.engine.search.Aggregation;
import dev.cairn.engine.search.SearchStrategy;
import dev.cairn.engine.search.strategy.AdaptiveConsistency.Growth;
import dev.cairn.engine.search.strategy.AdaptiveConsistency.Rule;
import dev.cairn.engine.search.strategy.BeamSearch.Duplicates;
import dev.cairn.engine.search.strategy.BeamSearch.FirstLevel;
import dev.cairn.engine.search.strategy.BeamSearch.Pad;
import dev.cairn.engine.search.strategy.BeamSearch.Trim;
import dev.cairn.engine.search.strategy.BeamSearch.Truncated;
import dev.cairn.engine.search.strategy.CoinWorld.Judge;
import dev.cairn.engine.search.strategy.CoinWorld.Measured;
import dev.cairn.engine.search.strategy.Dvts.Emit;
import dev.cairn.engine.search.strategy.EntropicParticleFiltering.Annealing;
import dev.cairn.engine.search.strategy.ParticleFiltering.Finished;
import dev.cairn.engine.search.strategy.StochasticBeam.Weighting;
import java.util.Arrays;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Measured success against the exact one, by closed forms and dynamic programming over the number
 * of right prefixes, in the coin world with an oracle. An error is never undone there, so that of
 * all that a method does only how many right prefixes it goes on with matters.
 */
class ExactSuccessTest {
  private static final int PROBLEMS = 1500;

  // ---- Arithmetic.

  private static double binomial(int n, double p, int k) {
    double log = 0;
    for (int i = 1; i <= k; i++) {
      log += Math.log(n - k + i) - Math.log(i);
    }
    return Math.exp(log) * Math.pow(p, k) * Math.pow(1 - p, n - k);
  }

  /** The distribution of a number of successes, given how many trials each earlier number gives. */
  private static double[] sampled(double[] before, IntToDoubleFunction trials, double p) {
    double[] after = new double[before.length];
    for (int r = 0; r < before.length; r++) {
      int n = (int) trials.applyAsDouble(r);
      for (int k = 0; before[r] > 0 && k <= n; k++) {
        after[k] += before[r] * binomial(n, p, k);
      }
    }
    return after;
  }

  /** {@code n} right ones for certain, of at most that many. */
  private static double[] certainly(int n) {
    double[] distribution = new double[n + 1];
    distribution[n] = 1;
    return distribution;
  }

  private static double oneMinus(double probability, int times) {
    return 1 - Math.pow(1 - probability, times);
  }

  /** Refuses a count in either tail of one in ten thousand of the exact distribution. */
  static void assertSolved(Measured measured, double expected) {
    double atMost = 0;
    for (int k = 0; k <= measured.solved(); k++) {
      atMost += binomial(measured.problems(), expected, k);
    }
    double atLeast = 1 - atMost + binomial(measured.problems(), expected, measured.solved());
    assertThat(Math.min(atMost, atLeast))
        .as("%d of %d where %.4f is expected", measured.solved(), measured.problems(), expected)
        .isGreaterThan(1e-4);
  }

  private static Measured measure(SearchStrategy strategy, double p, int steps) {
    return new CoinWorld(p, p, steps, Judge.ORACLE)
        .measure(strategy, PROBLEMS, CoinWorld::bestIsRight);
  }

  // ---- Step search.

  /** With solutions of one length all beams finish together, whatever is done with those. */
  @ParameterizedTest
  @EnumSource(BeamSearch.Finished.class)
  void beamSearchSolvesWhatItShouldWhateverBecomesOfFinishedBeams(BeamSearch.Finished finished) {
    int beams = 8;
    int branching = 4;
    double[] right = sampled(certainly(beams), r -> r, 0.45);
    for (int level = 1; level < 5; level++) {
      right = sampled(right, r -> branching * Math.min(r, beams / branching), 0.45);
    }
    BeamSearch search =
        new BeamSearch(
            beams,
            branching,
            FirstLevel.BEAMS,
            finished,
            Duplicates.DROP,
            Truncated.DISCARD,
            Trim.NONE,
            Pad.NONE,
            0,
            Aggregation.LAST);

    assertSolved(measure(search, 0.45, 5), 1 - right[0]);
  }

  @ParameterizedTest
  @CsvSource({"0.5, 4, 8, 4", "0.4, 3, 12, 3", "0.3, 5, 6, 6", "0.7, 6, 4, 1"})
  void dvtsSolvesWhatItShould(double p, int steps, int beams, int branching) {
    double tree = Math.pow(oneMinus(p, branching), steps);
    for (Emit emit : Emit.values()) {
      assertSolved(
          measure(new Dvts(beams, branching, emit, 0, Aggregation.LAST), p, steps),
          oneMinus(tree, beams / branching));
    }
  }

  /**
   * With a roll-out of j steps a child is judged right if it and they are. If one of M is, it is
   * taken; if none is, the first is, which is right all the same with P(right | judged wrong).
   */
  @ParameterizedTest
  @CsvSource({"0.5, 0.5, 4, 4, 0", "0.5, 0.8, 4, 4, 1", "0.4, 0.6, 5, 3, 2", "0.5, 0.7, 3, 2, 9"})
  void guidedGreedySearchSolvesWhatItShouldWithAndWithoutLookAhead(
      double p, double greedy, int steps, int width, int lookAhead) {
    double expected = 1;
    double tokens = 0;
    for (int level = 1; level <= steps; level++) {
      int rollOut = Math.min(lookAhead, steps - level);
      double judgedRight = p * Math.pow(greedy, rollOut);
      double rightAllTheSame = (p - judgedRight) / (1 - judgedRight);
      double none = Math.pow(1 - judgedRight, width);
      expected *= 1 - none + none * rightAllTheSame;
      tokens += width * (1 + rollOut);
    }
    Measured measured =
        new CoinWorld(p, greedy, steps, Judge.ORACLE)
            .measure(
                new GuidedGreedy(width, lookAhead, Aggregation.LAST),
                PROBLEMS,
                CoinWorld::bestIsRight);

    assertSolved(measured, expected);
    assertThat(measured.tokensPerProblem()).isEqualTo(tokens);
  }

  /** Draws without replacement: the next is right in proportion to the weight of the right ones. */
  private static double[] kept(double[] right, int of, int k, double weight) {
    double[] kept = new double[k + 1];
    for (int r = 0; r < right.length; r++) {
      double[] drawn = new double[k + 1];
      drawn[0] = 1;
      for (int draw = 0; draw < k; draw++) {
        double[] next = new double[k + 1];
        for (int d = 0; d <= draw; d++) {
          double good = weight * Math.max(0, r - d);
          double bad = Math.max(0, of - r - (draw - d));
          if (drawn[d] > 0) {
            next[d] += drawn[d] * bad / (good + bad);
            next[Math.min(k, d + 1)] += drawn[d] * good / (good + bad);
          }
        }
        drawn = next;
      }
      for (int d = 0; d <= k; d++) {
        kept[d] += right[r] * drawn[d];
      }
    }
    return kept;
  }

  @ParameterizedTest
  @CsvSource({"0.5, 4, 8, 4, 0.5, 1", "0.6, 3, 6, 2, 1, 0.5", "0.4, 4, 8, 2, 0.3, 1"})
  void stochasticBeamSearchSolvesWhatItShould(
      double p, int steps, int beams, int branching, double temperature, double decay) {
    double[] right = sampled(certainly(beams), r -> r, p);
    double t = temperature;
    for (int level = 1; level <= steps; level++) {
      double[] kept = kept(right, beams, beams / branching, Math.exp(1 / t));
      t *= decay;
      if (level == steps) {
        StochasticBeam search =
            new StochasticBeam(
                beams, branching, Weighting.EXPONENTIAL, temperature, decay, 0, Aggregation.LAST);
        assertSolved(measure(search, p, steps), 1 - kept[0]);
      } else {
        double[] wider = Arrays.copyOf(kept, beams + 1);
        right = sampled(wider, r -> branching * r, p);
      }
    }
  }

  /** An oracle rejects wrong ones first; what is left of the right ones goes on. */
  @ParameterizedTest
  @CsvSource({"0.5, 4, 16, 0.5", "0.7, 5, 12, 0.25", "0.6, 6, 5, 0.5", "0.6, 3, 4, 0"})
  void speculativeRejectionSolvesAndSpendsWhatItShould(double p, int steps, int n, double reject) {
    int left = n;
    int tokens = n;
    double[] right = sampled(certainly(n), r -> r, p);
    for (int level = 1; level < steps; level++) {
      left -= (int) Math.floor(reject * left);
      int most = left;
      right = sampled(right, r -> Math.min(r, most), p);
      tokens += left;
    }
    Measured measured = measure(new SpeculativeRejection(n, reject, Aggregation.LAST), p, steps);

    assertSolved(measured, 1 - right[0]);
    assertThat(measured.tokensPerProblem()).isEqualTo(tokens);
  }

  // ---- Allocation and resampling.

  @ParameterizedTest
  @CsvSource({"0.5, 4, 8, 0.2", "0.4, 5, 16, 0.2", "0.5, 4, 8, 1", "0.3, 4, 12, 0.5"})
  void rebaseSolvesWhatItShould(double p, int steps, int width, double temperature) {
    for (Allocation allocation :
        new Allocation[] {Allocation.LARGEST_REMAINDER, Allocation.SEQUENTIAL_CEILING}) {
      double[] right = sampled(certainly(width), r -> r, p);
      for (int level = 1; level < steps; level++) {
        right = sampled(right, r -> toTheRight(r, width, temperature, allocation), p);
      }
      Rebase rebase = new Rebase(width, temperature, allocation, 0, Aggregation.LAST);

      assertSolved(measure(rebase, p, steps), 1 - right[0]);
    }
  }

  private static int toTheRight(int right, int width, double temperature, Allocation allocation) {
    double[] rewards = new double[width];
    Arrays.fill(rewards, 0, right, 1);
    int[] shares = allocation.divide(Weights.softmax(rewards, temperature), width);
    return Arrays.stream(shares, 0, right).sum();
  }

  /** The odds of right and wrong are so far apart that a draw takes right ones only, if any. */
  @ParameterizedTest
  @CsvSource({"0.5, 4, 4, 1", "0.4, 5, 8, 1", "0.5, 4, 8, 0.5", "0.6, 5, 8, 0.3", "0.6, 3, 4, 0"})
  void particleFilteringSolvesWhatItShould(double p, int steps, int particles, double threshold) {
    double[] right = certainly(particles);
    for (int level = 1; level <= steps; level++) {
      right =
          sampled(
              right,
              r -> r > 0 && (threshold == 1 || r < threshold * particles) ? particles : r,
              p);
    }
    for (Resampling resampling : Resampling.values()) {
      ParticleFiltering filter =
          new ParticleFiltering(
              particles,
              resampling,
              threshold,
              Finished.STAY,
              ParticlePool.EVER,
              0,
              Aggregation.LAST);
      assertSolved(measure(filter, p, steps), 1 - right[0]);
    }
  }

  @ParameterizedTest
  @EnumSource(Annealing.class)
  void entropicParticleFilteringSolvesWhatItShould(Annealing annealing) {
    double p = 0.4;
    int steps = 4;
    int particles = 8;
    EntropicParticleFiltering filter =
        new EntropicParticleFiltering(
            particles,
            Resampling.MULTINOMIAL,
            annealing,
            0.5,
            0.5,
            steps,
            ParticlePool.EVER,
            0,
            Aggregation.LAST);
    double[] right = sampled(certainly(particles), r -> r, p);
    for (int level = 1; level < steps; level++) {
      double[] next = new double[particles + 1];
      for (int r = 0; r <= particles; r++) {
        double drawnRight = drawnRight(filter, r, (level - 1) / (double) steps);
        for (int k = 0; k <= particles; k++) {
          next[k] += right[r] * binomial(particles, drawnRight * p, k);
        }
      }
      right = next;
    }

    assertSolved(measure(filter, p, steps), 1 - right[0]);
  }

  /** The weight of the right ones together: the vectors hold the temperature that it comes from. */
  private static double drawnRight(EntropicParticleFiltering filter, int right, double progress) {
    double[] logOdds = new double[filter.particles()];
    Arrays.fill(logOdds, Weights.logOdds(0));
    Arrays.fill(logOdds, 0, right, Weights.logOdds(1));
    Weights weights = filter.annealed(logOdds, progress);
    double sum = 0;
    for (int i = 0; i < right; i++) {
      sum += weights.get(i);
    }
    return sum;
  }

  /**
   * The first iteration fails at the first level t at which no particle is right; all have then a
   * right prefix of t - 1 steps, and so has the reference. In the second the reference leads the
   * free particles through these steps, after which they are on their own.
   */
  @ParameterizedTest
  @CsvSource({"0.4, 4, 3", "0.5, 5, 4", "0.3, 3, 2", "0.6, 4, 2"})
  void particleGibbsSolvesWhatItShould(double p, int steps, int particles) {
    double level = oneMinus(p, particles);
    double expected = Math.pow(level, steps);
    for (int t = 1; t <= steps; t++) {
      double failsHere = Math.pow(level, t - 1) * (1 - level);
      expected += failsHere * Math.pow(oneMinus(p, particles - 1), steps - t + 1);
    }
    ParticleGibbs gibbs =
        new ParticleGibbs(
            particles, 2, 1, Resampling.MULTINOMIAL, ParticlePool.EVER, 0, Aggregation.LAST);

    assertSolved(measure(gibbs, p, steps), expected);
  }

  // ---- Sampling.

  @ParameterizedTest
  @CsvSource({
    "0.6, 9, BETA, 0.95",
    "0.7, 15, BETA, 0.9",
    "0.4, 7, SHARE, 0.8",
    "0.8, 3, BETA, 0.5"
  })
  void adaptiveConsistencySolvesAndSamplesWhatItShould(
      double p, int n, Rule rule, double threshold) {
    // After each sample the counts of right and wrong, with the probability of being there.
    double[][] at = new double[n + 2][n + 2];
    at[0][0] = 1;
    double solved = 0;
    double samples = 0;
    for (int drawn = 1; drawn <= n; drawn++) {
      for (int right = drawn; right >= 0; right--) {
        int wrong = drawn - right;
        double here =
            (right > 0 ? at[right - 1][wrong] * p : 0)
                + (wrong > 0 ? at[right][wrong - 1] * (1 - p) : 0);
        double certainty = rule.certainty(Math.max(right, wrong), Math.min(right, wrong), drawn);
        if (drawn == n || certainty >= threshold) {
          samples += here * drawn;
          solved += right > wrong ? here : 0;
        } else {
          at[right][wrong] = here;
        }
      }
    }
    Measured measured =
        new CoinWorld(p, p, 1, Judge.ORACLE)
            .measure(
                new AdaptiveConsistency(n, 1, Growth.CONSTANT, rule, threshold),
                PROBLEMS,
                CoinWorld::mostAreRight);

    assertSolved(measured, solved);
    // No standard deviation of a number between 1 and n exceeds n / 2.
    assertThat(measured.tokensPerProblem())
        .isEqualTo(samples, within(4 * n / 2.0 / Math.sqrt(PROBLEMS)));
  }

  /**
   * Steps are sure (right) or not. If most of the warm-up are right throughout, the median asks for
   * the same of all later ones, each of which is given up at its first wrong step.
   */
  @Test
  void deepConfSolvesAndSpendsWhatItShould() {
    double p = 0.7;
    int steps = 3;
    int warmUp = 5;
    int n = 9;
    double right = Math.pow(p, steps);
    double strict = 0;
    for (int k = 3; k <= warmUp; k++) {
      strict += binomial(warmUp, right, k);
    }
    double untilWrong = (1 - right) / (1 - p);
    double spent = warmUp * steps + (n - warmUp) * (strict * untilWrong + (1 - strict) * steps);
    DeepConf deepConf = new DeepConf(n, warmUp, 0.5, 1, 2, 1);
    Measured measured =
        new CoinWorld(p, p, steps, Judge.ORACLE)
            .measure(deepConf, PROBLEMS, CoinWorld::bestIsRight, solution -> null);

    assertSolved(measured, oneMinus(right, n));
    assertThat(measured.tokensPerProblem())
        .isEqualTo(spent, within(4 * (n - warmUp) * steps / 2.0 / Math.sqrt(PROBLEMS)));
  }
}
