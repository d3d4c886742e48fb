package dev.cairn.engine.search.strategy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.engine.search.Aggregation;
import dev.cairn.engine.search.SearchStrategy;
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
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every guided method against best-of-n that may spend at least as many tokens, in the coin world:
 * with an oracle it must be better, which a wrong sign or index would not be; with a reward model
 * that knows nothing it must not, which a method that sees more than its rewards would be.
 */
public class EqualTokensTest {
  private static final int PROBLEMS = 1000;
  private static final int STEPS = 5;
  private static final double P = 0.5;

  /** The strategies that are compared. */
  public static List<SearchStrategy> guided() {
    return List.of(
        new BeamSearch(8, 4, Aggregation.LAST),
        new BeamSearch(
            8,
            2,
            FirstLevel.BEAMS,
            BeamSearch.Finished.SHRINK,
            Duplicates.DROP,
            Truncated.DISCARD,
            Trim.NONE,
            Pad.NONE,
            0,
            Aggregation.MIN),
        new BeamSearch(
            8,
            4,
            FirstLevel.BEAMS,
            BeamSearch.Finished.REFILL,
            Duplicates.KEEP,
            Truncated.FINISH,
            Trim.NONE,
            Pad.NONE,
            1,
            Aggregation.LAST),
        new StochasticBeam(8, 4, Weighting.EXPONENTIAL, 0.2, 1, 0, Aggregation.LAST),
        new StochasticBeam(8, 4, Weighting.POWER, 1, 0.9, 0, Aggregation.LAST),
        new Dvts(8, 4, Emit.CHOSEN, 0, Aggregation.LAST),
        new Dvts(8, 4, Emit.LAST_EXPANSION, 1, Aggregation.LAST),
        new GuidedGreedy(4, 0, Aggregation.LAST),
        new SpeculativeRejection(16, 0.25, Aggregation.LAST),
        new Rebase(8, 0.2, Allocation.LARGEST_REMAINDER, 0, Aggregation.LAST),
        new Rebase(8, 0.2, Allocation.SEQUENTIAL_CEILING, 0, Aggregation.LAST),
        new ParticleFiltering(
            8, Resampling.SYSTEMATIC, 0.5, Finished.STAY, ParticlePool.EVER, 0, Aggregation.LAST),
        new ParticleFiltering(
            8, Resampling.MULTINOMIAL, 1, Finished.LEAVE, ParticlePool.LAST, 0, Aggregation.LAST),
        new EntropicParticleFiltering(
            8,
            Resampling.SYSTEMATIC,
            Annealing.ESS,
            0.5,
            0.5,
            STEPS,
            ParticlePool.EVER,
            0,
            Aggregation.LAST),
        new ParticleGibbs(4, 2, 1, Resampling.MULTINOMIAL, ParticlePool.EVER, 0, Aggregation.LAST),
        new CriticRefinement(
            1, 7, 0.5, Critique.NAMED, CriticRefinement.Keep.BETTER, Aggregation.LAST),
        new RefinedBestOfN(6, 0.5, Critique.NAMED));
  }

  private static Measured measure(Judge judge, SearchStrategy strategy) {
    return new CoinWorld(P, P, STEPS, judge).measure(strategy, PROBLEMS, CoinWorld::bestIsRight);
  }

  /** Best-of-n that spends no less. */
  private static Measured bestOfN(Judge judge, Measured guided) {
    int n = (int) Math.ceil(guided.tokensPerProblem() / STEPS);
    Measured measured = measure(judge, new BestOfN(n));
    assertThat(measured.tokens()).isGreaterThanOrEqualTo(guided.tokens());
    return measured;
  }

  /** Standard deviations by which the first solves more. */
  private static double lead(Measured first, Measured second) {
    double p = (first.solved() + second.solved()) / (2.0 * PROBLEMS);
    return (first.solved() - second.solved()) / Math.sqrt(2 * PROBLEMS * p * (1 - p));
  }

  @ParameterizedTest
  @MethodSource("guided")
  void anOracleMakesItBetterThanBestOfN(SearchStrategy strategy) {
    Measured guided = measure(Judge.ORACLE, strategy);

    assertThat(lead(guided, bestOfN(Judge.ORACLE, guided))).isGreaterThan(4);
  }

  @ParameterizedTest
  @MethodSource("guided")
  void aUselessRewardModelDoesNot(SearchStrategy strategy) {
    Measured guided = measure(Judge.USELESS, strategy);

    assertThat(lead(guided, bestOfN(Judge.USELESS, guided))).isLessThan(3);
  }
}
