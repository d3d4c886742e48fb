package dev.cairn.engine.search.strategy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.cairn.engine.search.Aggregation;
import dev.cairn.engine.search.SearchStrategy;
import dev.cairn.engine.search.strategy.AbMcts.Model;
import dev.cairn.engine.search.strategy.Mcts.Answers;
import dev.cairn.engine.search.strategy.Mcts.Duplicates;
import dev.cairn.engine.search.strategy.Mcts.Finished;
import dev.cairn.engine.search.strategy.Mcts.Simulation;
import dev.cairn.engine.search.strategy.Rap.Future;
import dev.cairn.engine.search.strategy.Selection.Pending;
import dev.cairn.engine.search.strategy.Selection.Value;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The tree searches' measured success in the coin world against the exact one. */
class TreeClosedFormTest {
  private static final int PROBLEMS = 2000;
  private static final Selection UNIFORM = Selection.PUCT.with(Prior.UNIFORM);

  private static Mcts mcts(
      int paths, int width, int parallel, Simulation simulation, Finished finished) {
    return new Mcts(
        paths,
        width,
        parallel,
        simulation,
        UNIFORM,
        finished,
        Duplicates.APART,
        Answers.DISTINCT,
        Aggregation.LAST);
  }

  /** Within four standard deviations of a share of so many problems. */
  private static void assertSolved(SearchStrategy strategy, double p, int steps, double expected) {
    double deviation = Math.sqrt(expected * (1 - expected) / PROBLEMS);

    assertThat(CoinTree.oracle(p, steps).run(strategy, PROBLEMS).share())
        .as("%s where %.4f is expected", strategy, expected)
        .isCloseTo(expected, within(4 * deviation + 1e-9));
  }

  /** One path by an oracle takes a right child wherever there is one among the w. */
  @ParameterizedTest
  @CsvSource({"0.5, 4, 2", "0.3, 3, 4", "0.8, 6, 1"})
  void onePathSolvesWhatItShould(double p, int steps, int width) {
    double expected = Math.pow(1 - Math.pow(1 - p, width), steps);

    assertSolved(Mcts.of(1, width, Selection.PUCT), p, steps, expected);
    assertSolved(Mcts.of(1, width, Selection.uct(1)), p, steps, expected);
    assertSolved(new Rap(1, width, 1, 1, Future.MEAN, Value.MAX), p, steps, expected);
  }

  /**
   * Simulations without end expand the whole tree, which holds a right solution if a branching
   * process of w children, each right with p, lives for T generations: s_0 = 1, s_t = 1 - (1 - p
   * s_(t-1))^w.
   */
  @ParameterizedTest
  @CsvSource({
    "0.5, 3, 2, descent, 1",
    "0.5, 3, 2, leaf, 1",
    "0.4, 2, 3, descent, 1",
    "0.4, 3, 2, leaf, 4",
    "0.4, 3, 2, descent, 8",
  })
  void withoutEndItSolvesWhatTheWholeTreeHolds(
      double p, int steps, int width, String simulation, int parallel) {
    double expected = 1;
    for (int level = 0; level < steps; level++) {
      expected = 1 - Math.pow(1 - p * expected, width);
    }
    Simulation end = simulation.equals("leaf") ? Simulation.LEAF : Simulation.DESCENT;

    assertSolved(mcts(100, width, parallel, end, Finished.RETIRE), p, steps, expected);
  }

  static List<SearchStrategy> twoPaths() {
    return List.of(
        mcts(2, 2, 1, Simulation.DESCENT, Finished.REVISIT),
        mcts(2, 2, 2, Simulation.DESCENT, Finished.REVISIT),
        new Mcts(
            2,
            2,
            2,
            Simulation.DESCENT,
            UNIFORM.with(Pending.UNOBSERVED),
            Finished.REVISIT,
            Duplicates.APART,
            Answers.DISTINCT,
            Aggregation.LAST),
        Mcts.of(2, 2, Selection.uct(0)),
        new Rap(2, 2, 1, 1, Future.MEAN, Value.MAX),
        new Rap(2, 2, 2, 1, Future.MEAN, Value.MEAN));
  }

  /**
   * Two paths of two steps, two children each. The first takes a right child of the root; it fails
   * with f = (1 - p)^2, if both of that child's are wrong. Then the second takes the other child,
   * whose reward beats what the first came to if it is right: both right, 1 - f^2; one right, 1 -
   * f. In parallel the second cannot know, but goes to the other if that is right, by the virtual
   * loss or by exploration.
   */
  @ParameterizedTest
  @MethodSource("twoPaths")
  void twoPathsSolveWhatTheyShould(SearchStrategy strategy) {
    for (double p : new double[] {0.3, 0.6}) {
      double f = (1 - p) * (1 - p);

      assertSolved(strategy, p, 2, p * p * (1 - f * f) + 2 * p * (1 - p) * (1 - f));
    }
  }

  /** A rollout continues a right child with p for every step that is left. */
  @Test
  void rolloutsSolveWhatTheyShould() {
    double p = 0.6;
    double q = 1 - p;

    assertSolved(
        mcts(1, 3, 1, Simulation.ROLLOUT, Finished.REVISIT),
        p,
        4,
        (1 - Math.pow(q, 3)) * Math.pow(p, 3));
    // The second rolls the other child out, if it is right: both right, 1 - q^2; one right, p.
    assertSolved(
        mcts(2, 2, 1, Simulation.ROLLOUT, Finished.REVISIT),
        p,
        2,
        p * p * (1 - q * q) + 2 * p * q * p);
  }

  /** Of one step, every sample is a solution of its own: 1 - (1 - p)^n. */
  @ParameterizedTest
  @EnumSource
  void adaptiveBranchingOfOneStepIsBestOfN(Model model) {
    assertSolved(new AbMcts(4, 1, model, Aggregation.LAST), 0.3, 1, 1 - Math.pow(0.7, 4));
    assertSolved(new AbMcts(4, 3, model, Aggregation.LAST), 0.3, 1, 1 - Math.pow(0.7, 4));
  }

  /**
   * Two samples of two steps. If the first fails after a right step, the second goes deeper with d,
   * and is right with p, or wider, and is right with p^2. If the first's first step is wrong, GEN
   * and CONT have both learnt a 0, and the second goes wider with 1/2.
   */
  @ParameterizedTest
  @MethodSource("depths")
  void adaptiveBranchingGoesDeeperAsOftenAsItShould(Model model, double d) {
    double p = 0.6;
    double expected = p * p + p * (1 - p) * (d * p + (1 - d) * p * p) + (1 - p) * 0.5 * p * p;

    assertSolved(new AbMcts(2, 1, model, Aggregation.LAST), p, 2, expected);
  }

  static Stream<Arguments> depths() {
    return Stream.of(
        Arguments.of(Model.GAUSSIAN, deeperByStudent()), Arguments.of(Model.BETA, deeperByBeta()));
  }

  /**
   * P(CONT > GEN) where CONT has learnt 0 and GEN 1. Both have kappa = 2 and nu = 2, and so the
   * mean is Student's t of 2 degrees of freedom: around 0 with tau^2 = 0.1 / 2, and around 1/2 with
   * tau^2 = (0.1 + 1/2) / 2; its scale is sqrt(tau^2 / kappa).
   */
  private static double deeperByStudent() {
    double scaleOfCont = Math.sqrt(0.05 / 2);
    double scaleOfGen = Math.sqrt(0.3 / 2);
    double sum = 0;
    double width = 1e-3;
    for (double x = -200; x < 200; x += width) {
      double density = Math.pow(2 + x * x, -1.5);
      double y = (0.5 + scaleOfGen * x) / scaleOfCont;
      sum += width * density * (0.5 - y / (2 * Math.sqrt(2 + y * y)));
    }
    return sum;
  }

  /**
   * P(CONT > GEN) with CONT of Beta(1/2, 3/2) and GEN of Beta(3/2, 1/2): in terms of t, the reward
   * being sin^2(t), the former has density 4 cos^2(t) / pi and the latter distribution function (2
   * t - sin 2 t) / pi, whose mean is 1/2 - 4 / pi^2.
   */
  private static double deeperByBeta() {
    return 0.5 - 4 / (Math.PI * Math.PI);
  }
}
