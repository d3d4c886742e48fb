package dev.cairn.engine.search.strategy;

import dev.cairn.engine.search.Aggregation;
import dev.cairn.engine.search.SearchStrategy;
import dev.cairn.engine.search.strategy.AbMcts.Model;
import dev.cairn.engine.search.strategy.AdaptiveConsistency.Growth;
import dev.cairn.engine.search.strategy.AdaptiveConsistency.Rule;
import dev.cairn.engine.search.strategy.BeamSearch.Duplicates;
import dev.cairn.engine.search.strategy.BeamSearch.FirstLevel;
import dev.cairn.engine.search.strategy.BeamSearch.Pad;
import dev.cairn.engine.search.strategy.BeamSearch.Trim;
import dev.cairn.engine.search.strategy.BeamSearch.Truncated;
import dev.cairn.engine.search.strategy.CriticRefinement.Keep;
import dev.cairn.engine.search.strategy.Dvts.Emit;
import dev.cairn.engine.search.strategy.EntropicParticleFiltering.Annealing;
import dev.cairn.engine.search.strategy.Mcts.Answers;
import dev.cairn.engine.search.strategy.Mcts.Simulation;
import dev.cairn.engine.search.strategy.ParticleFiltering.Finished;
import dev.cairn.engine.search.strategy.Rap.Future;
import dev.cairn.engine.search.strategy.Selection.Value;
import dev.cairn.engine.search.strategy.SequentialRevision.OfChain;
import dev.cairn.engine.search.strategy.StochasticBeam.Weighting;
import java.util.List;

/** What is held to the contract of strategies: every one that is registered, in several forms. */
public final class Strategies {
  private Strategies() {}

  /** New instances, each time. */
  public static List<SearchStrategy> all() {
    return List.of(
        new Greedy(),
        new BestOfN(1),
        new BestOfN(7),
        new BeamSearch(1, 1, Aggregation.LAST),
        new BeamSearch(8, 4, Aggregation.LAST),
        new BeamSearch(6, 1, Aggregation.MIN),
        new BeamSearch(
            8,
            2,
            FirstLevel.BRANCHING,
            BeamSearch.Finished.COMPETE,
            Duplicates.DROP,
            Truncated.DISCARD,
            Trim.BEST_N,
            Pad.NONE,
            2,
            Aggregation.PRODUCT),
        new StochasticBeam(8, 4, Weighting.EXPONENTIAL, 0.2, 0.9, 0, Aggregation.LAST),
        new StochasticBeam(6, 2, Weighting.POWER, 0.5, 1, 1, Aggregation.MEAN),
        new Dvts(8, 4, Emit.CHOSEN, 0, Aggregation.LAST),
        new Dvts(6, 2, Emit.LAST_EXPANSION, 1, Aggregation.MIN),
        new SpeculativeRejection(8, 0.25, Aggregation.LAST),
        new GuidedGreedy(3, 0, Aggregation.LAST),
        new Rebase(8, 0.2, Allocation.LARGEST_REMAINDER, 0, Aggregation.LAST),
        new Rebase(7, 0.1, Allocation.SEQUENTIAL_CEILING, 3, Aggregation.LAST),
        new ParticleFiltering(
            8, Resampling.SYSTEMATIC, 0.5, Finished.STAY, ParticlePool.EVER, 0, Aggregation.LAST),
        new ParticleFiltering(
            5, Resampling.STRATIFIED, 1, Finished.LEAVE, ParticlePool.EVER, 1, Aggregation.MEAN),
        new EntropicParticleFiltering(
            8,
            Resampling.SYSTEMATIC,
            Annealing.ENTROPY,
            0.5,
            0.5,
            5,
            ParticlePool.EVER,
            0,
            Aggregation.LAST),
        new ParticleGibbs(4, 3, 1, Resampling.MULTINOMIAL, ParticlePool.EVER, 0, Aggregation.LAST),
        new ParticleGibbs(
            5, 2, 2, Resampling.SYSTEMATIC, ParticlePool.EVER, 1, Aggregation.GEOMETRIC_MEAN),
        new ComputeOptimal(
            3,
            ComputeOptimal.Difficulty.REWARD,
            Aggregation.LAST,
            List.of(
                new ComputeOptimal.Bin(0.4, null),
                new ComputeOptimal.Bin(0.7, new BeamSearch(8, 4, Aggregation.LAST)),
                new ComputeOptimal.Bin(1, Mcts.of(4, 3, Selection.PUCT)))),
        new ComputeOptimal(
            4,
            ComputeOptimal.Difficulty.AGREEMENT,
            Aggregation.LAST,
            List.of(
                new ComputeOptimal.Bin(0.5, new Greedy()),
                new ComputeOptimal.Bin(
                    1, new AdaptiveConsistency(9, 2, Growth.DOUBLE, Rule.SHARE, 0.5)))),
        new AdaptiveConsistency(12, 1, Growth.CONSTANT, Rule.BETA, 0.95),
        new AdaptiveConsistency(13, 2, Growth.DOUBLE, Rule.SHARE, 0.75),
        new DeepConf(12, 4, 0.5, 3, 3, 0.95),
        new PhiDecoding(2, 3, 1, 0.1, 0.7),
        new PhiDecoding(3, 2, 0.5, 1, 1),
        Mcts.of(4, 3, Selection.PUCT),
        mcts(6, 2, Simulation.DESCENT, Mcts.Finished.REVISIT, Aggregation.MEAN),
        mcts(20, 4, Simulation.LEAF, Mcts.Finished.REVISIT, Aggregation.LAST),
        mcts(20, 3, Simulation.LEAF, Mcts.Finished.RETIRE, Aggregation.MIN),
        mcts(9, 3, Simulation.ROLLOUT, Mcts.Finished.REVISIT, Aggregation.LAST),
        mcts(200, 5, Simulation.ROLLOUT, Mcts.Finished.RETIRE, Aggregation.LAST),
        new Rap(5, 3, 1, 1, Future.MEAN, Value.MAX),
        new Rap(12, 2, 4, 0.5, Future.SUM, Value.MEAN),
        new AbMcts(8, 1, Model.GAUSSIAN, Aggregation.LAST),
        new AbMcts(9, 4, Model.BETA, Aggregation.MEAN),
        new AbMcts(6, 3, Model.MIXED, Aggregation.LAST),
        new CriticRefinement(2, 3, 0.5, Critique.NAMED, Keep.BETTER, Aggregation.LAST),
        new CriticRefinement(1, 2, 1, Critique.WRITTEN, Keep.LATEST, Aggregation.MEAN),
        new RefinedBestOfN(6, 1, Critique.NAMED),
        new RefinedBestOfN(3, 0.5, Critique.WRITTEN),
        new SequentialRevision(3, 4, 2, "Again.", OfChain.ALL, Aggregation.LAST),
        new SequentialRevision(2, 5, 4, "Again.", OfChain.BEST_REWARD, Aggregation.MIN),
        new SequentialRevision(2, 5, 1, "Again.", OfChain.WEIGHTED_MAJORITY, Aggregation.MEAN),
        new BudgetForcing(1, 40, 40, 3, "Wait", "So", 5),
        new BudgetForcing(4, 12, 20, 2, "Wait", "So", 3));
  }

  private static Mcts mcts(
      int paths,
      int parallel,
      Simulation simulation,
      Mcts.Finished finished,
      Aggregation aggregation) {
    return new Mcts(
        paths,
        2,
        parallel,
        simulation,
        Selection.uct(1),
        finished,
        Mcts.Duplicates.MERGE,
        Answers.DISTINCT,
        aggregation);
  }
}
