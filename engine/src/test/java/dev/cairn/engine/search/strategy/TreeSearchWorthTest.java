package dev.cairn.engine.search.strategy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.engine.search.Aggregation;
import dev.cairn.engine.search.SearchStrategy;
import dev.cairn.engine.search.strategy.AbMcts.Model;
import dev.cairn.engine.search.strategy.CoinTree.Result;
import dev.cairn.engine.search.strategy.Mcts.Answers;
import dev.cairn.engine.search.strategy.Mcts.Duplicates;
import dev.cairn.engine.search.strategy.Mcts.Finished;
import dev.cairn.engine.search.strategy.Mcts.Simulation;
import dev.cairn.engine.search.strategy.Rap.Future;
import dev.cairn.engine.search.strategy.Selection.Value;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Tree searches against best-of-n at equal tokens: it has as many, or up to a solution more. */
public class TreeSearchWorthTest {
  private static final int PROBLEMS = 1000;
  private static final int STEPS = 6;
  private static final double P = 0.5;

  /** The strategies that are compared. */
  public static List<SearchStrategy> strategies() {
    return List.of(
        Mcts.of(8, 4, Selection.PUCT),
        mcts(8, 8, Simulation.DESCENT, Selection.PUCT),
        mcts(24, 1, Simulation.LEAF, Selection.uct(0.5)),
        mcts(12, 1, Simulation.ROLLOUT, Selection.uct(0.5)),
        new Rap(8, 4, 1, 1, Future.MEAN, Value.MAX),
        new AbMcts(24, 1, Model.GAUSSIAN, Aggregation.MEAN),
        new AbMcts(24, 1, Model.BETA, Aggregation.MEAN),
        new AbMcts(10, 1, Model.MIXED, Aggregation.MEAN));
  }

  private static Mcts mcts(int paths, int parallel, Simulation simulation, Selection selection) {
    return new Mcts(
        paths,
        4,
        parallel,
        simulation,
        selection,
        Finished.REVISIT,
        Duplicates.APART,
        Answers.DISTINCT,
        Aggregation.LAST);
  }

  private static SearchStrategy equallyDear(Result result) {
    return new BestOfN((int) Math.ceil(result.tokens() / STEPS));
  }

  @ParameterizedTest
  @MethodSource("strategies")
  void anOracleMakesItBetterThanBestOfN(SearchStrategy strategy) {
    CoinTree world = CoinTree.oracle(P, STEPS);
    Result guided = world.run(strategy, PROBLEMS);
    Result sampled = world.run(equallyDear(guided), PROBLEMS);

    assertThat(guided.share()).isGreaterThan(sampled.share() + (slight(strategy) ? 0 : margin()));
  }

  @ParameterizedTest
  @MethodSource("strategies")
  void aRewardModelThatKnowsNothingDoesNot(SearchStrategy strategy) {
    CoinTree world = CoinTree.useless(0.8, STEPS);
    Result misguided = world.run(strategy, PROBLEMS);
    Result sampled = world.run(equallyDear(misguided), PROBLEMS);

    assertThat(misguided.share()).isLessThan(sampled.share() + margin());
  }

  /**
   * Whether it is only a little better: a roll-out says little of a single step, and AB-MCTS is
   * made for whole answers.
   */
  private static boolean slight(SearchStrategy strategy) {
    return strategy instanceof AbMcts
        || (strategy instanceof Mcts mcts && mcts.simulation() == Simulation.ROLLOUT);
  }

  /** Two standard deviations of a difference of two shares, at most. */
  private static double margin() {
    return 2 * Math.sqrt(2 * 0.25 / PROBLEMS);
  }
}
