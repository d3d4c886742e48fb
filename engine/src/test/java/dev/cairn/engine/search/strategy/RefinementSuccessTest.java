package dev.cairn.engine.search.strategy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.engine.search.Aggregation;
import dev.cairn.engine.search.SearchStrategy;
import dev.cairn.engine.search.strategy.CoinWorld.Judge;
import dev.cairn.engine.search.strategy.CoinWorld.Measured;
import dev.cairn.engine.search.strategy.CriticRefinement.Keep;
import dev.cairn.engine.search.strategy.SequentialRevision.OfChain;
import dev.cairn.engine.simulate.Revising;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Measured success of the refinement methods against the exact one: dynamic programming over where
 * the first error of a solution is, in the coin world. All four probabilities of a revision differ,
 * so that none can stand for another.
 */
class RefinementSuccessTest {
  private static final int PROBLEMS = 1500;
  private static final int STEPS = 4;
  private static final double P = 0.5;
  private static final Revising REVISING = new Revising(0.7, 0.25, 0.1, 0.6);
  private static final int NONE = -1;

  /** The distribution of the first error; index STEPS is for a solution without one. */
  private static double[] fresh() {
    return rewritten(0, NONE, 0, new Revising(P, P, 1 - P, 1 - P));
  }

  /** The same after a rewrite that keeps some steps. */
  private static double[] rewritten(int error, int named, int kept) {
    return rewritten(error, named, kept, REVISING);
  }

  private static double[] rewritten(int error, int named, int kept, Revising by) {
    double[] after = new double[STEPS + 1];
    double soFar = 1;
    for (int k = kept; k < STEPS; k++) {
      double right = P;
      if (k < error) {
        right = 1 - (k == named ? by.misled() : by.corruption());
      } else if (k == error) {
        right = k == named ? by.correction() : by.selfCorrection();
      }
      after[k] = soFar * (1 - right);
      soFar *= right;
    }
    after[STEPS] = soFar;
    return after;
  }

  private static void add(double[] to, double[] more, double times) {
    for (int k = 0; k < to.length; k++) {
      to[k] += times * more[k];
    }
  }

  private static double anyOf(double one, int n) {
    return 1 - Math.pow(1 - one, n);
  }

  private static Measured measure(SearchStrategy strategy, Judge judge) {
    return new CoinWorld(P, P, STEPS, judge, REVISING)
        .measure(strategy, PROBLEMS, CoinWorld::bestIsRight);
  }

  /** With an oracle the first error is named, and both ways of keeping are one. */
  @ParameterizedTest
  @CsvSource({"1, 1, BETTER", "1, 4, BETTER", "3, 2, BETTER", "1, 3, LATEST"})
  void criticRefinementSolvesWhatItShouldWithAnOracle(int solutions, int rounds, Keep keep) {
    double[] at = fresh();
    for (int round = 0; round < rounds; round++) {
      double[] next = new double[STEPS + 1];
      next[STEPS] = at[STEPS];
      for (int error = 0; error < STEPS; error++) {
        add(next, rewritten(error, error, 0), at[error]);
      }
      at = next;
    }
    CriticRefinement refinement =
        new CriticRefinement(solutions, rounds, 0.5, Critique.NAMED, keep, Aggregation.LAST);

    ExactSuccessTest.assertSolved(measure(refinement, Judge.ORACLE), anyOf(at[STEPS], solutions));
  }

  /**
   * Each step is called wrong with a half, whatever it is; a solution that passes is left alone.
   */
  @ParameterizedTest
  @CsvSource({"1", "3"})
  void criticRefinementSolvesWhatItShouldWithAUselessCritic(int rounds) {
    double[] active = fresh();
    double[] over = new double[STEPS + 1];
    for (int round = 0; round < rounds; round++) {
      double[] next = new double[STEPS + 1];
      add(over, active, Math.pow(0.5, STEPS));
      for (int error = 0; error <= STEPS; error++) {
        for (int named = 0; named < STEPS; named++) {
          add(next, rewritten(error, named, 0), active[error] * Math.pow(0.5, named + 1));
        }
      }
      active = next;
    }
    CriticRefinement refinement =
        new CriticRefinement(1, rounds, 0.5, Critique.NAMED, Keep.LATEST, Aggregation.LAST);

    ExactSuccessTest.assertSolved(measure(refinement, Judge.USELESS), active[STEPS] + over[STEPS]);
  }

  @ParameterizedTest
  @CsvSource({"1", "4"})
  void refinedBestOfNSolvesWhatItShould(int n) {
    double[] at = fresh();
    double solved = at[STEPS];
    for (int error = 0; error < STEPS; error++) {
      solved += at[error] * rewritten(error, error, error)[STEPS];
    }

    ExactSuccessTest.assertSolved(
        measure(new RefinedBestOfN(n, 0.5, Critique.NAMED), Judge.ORACLE), anyOf(solved, n));
  }

  /** Nobody names a step; a chain is solved as soon as one of its solutions is. */
  @ParameterizedTest
  @EnumSource(OfChain.class)
  void sequentialRevisionSolvesWhatItShouldWhateverAChainReturns(OfChain ofChain) {
    int chains = 2;
    int length = 4;
    double[] unsolved = fresh();
    for (int k = 1; k < length; k++) {
      double[] next = new double[STEPS + 1];
      for (int error = 0; error < STEPS; error++) {
        add(next, rewritten(error, NONE, 0), unsolved[error]);
      }
      next[STEPS] += unsolved[STEPS];
      unsolved = next;
    }
    SequentialRevision revision =
        new SequentialRevision(chains, length, 2, "Again.", ofChain, Aggregation.LAST);
    Measured measured = measure(revision, Judge.ORACLE);

    ExactSuccessTest.assertSolved(measured, anyOf(unsolved[STEPS], chains));
    assertThat(measured.tokensPerProblem()).isEqualTo(chains * length * STEPS);
  }

  /** The last check counts, not the best. */
  @Test
  void budgetForcingSolvesWhatItShould() {
    int waits = 3;
    double[] at = fresh();
    for (int wait = 0; wait < waits; wait++) {
      double[] next = new double[STEPS + 1];
      for (int error = 0; error <= STEPS; error++) {
        add(next, rewritten(error, NONE, 0), at[error]);
      }
      at = next;
    }
    BudgetForcing forcing = new BudgetForcing(2, 99, 99, waits, CoinWorld.WAIT, "so", 1);
    Measured measured = measure(forcing, Judge.ORACLE);

    ExactSuccessTest.assertSolved(measured, anyOf(at[STEPS], 2));
    assertThat(measured.tokensPerProblem()).isEqualTo(2 * (waits + 1) * STEPS);
  }
}
