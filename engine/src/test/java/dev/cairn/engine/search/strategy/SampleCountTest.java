package dev.cairn.engine.search.strategy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.engine.run.DigitWorld;
import dev.cairn.engine.run.Outcomes;
import dev.cairn.engine.run.SearchOutcome.Completed;
import dev.cairn.engine.run.TreeNode;
import dev.cairn.engine.search.Aggregation;
import dev.cairn.engine.search.Candidate;
import dev.cairn.engine.search.Finish;
import dev.cairn.engine.search.Request;
import dev.cairn.engine.search.SearchStrategy;
import dev.cairn.engine.search.strategy.AbMcts.Model;
import dev.cairn.engine.search.strategy.AdaptiveConsistency.Growth;
import dev.cairn.engine.search.strategy.AdaptiveConsistency.Rule;
import dev.cairn.engine.search.strategy.ComputeOptimal.Bin;
import dev.cairn.engine.search.strategy.ComputeOptimal.Difficulty;
import dev.cairn.engine.search.strategy.CriticRefinement.Keep;
import dev.cairn.engine.search.strategy.Dvts.Emit;
import dev.cairn.engine.search.strategy.EntropicParticleFiltering.Annealing;
import dev.cairn.engine.search.strategy.ParticleFiltering.Finished;
import dev.cairn.engine.search.strategy.Rap.Future;
import dev.cairn.engine.search.strategy.Selection.Value;
import dev.cairn.engine.search.strategy.SequentialRevision.OfChain;
import dev.cairn.engine.search.strategy.StochasticBeam.Weighting;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** That every strategy samples what its parameters say and returns as many candidates. */
public class SampleCountTest {
  private static final int PROBLEMS = 25;

  /**
   * A search that is over.
   *
   * @param rounds what it asked for
   */
  private record Searched(List<List<Request>> rounds, Completed outcome) {
    /** Samples of every round. */
    List<Integer> samples() {
      return rounds.stream().map(round -> round.stream().mapToInt(Request::width).sum()).toList();
    }

    List<Candidate> candidates() {
      return outcome.candidates();
    }

    /** How often simulations went through the root's children. */
    int visitsBelowTheRoot() {
      return outcome.tree().stream()
          .filter(node -> node.path().size() == 1)
          .mapToInt(TreeNode::visits)
          .sum();
    }

    long solutions() {
      return outcome.tree().stream().filter(node -> node.finish() != Finish.SEPARATOR).count();
    }
  }

  private record Documented(SearchStrategy strategy, Consumer<Searched> counts) {
    @Override
    public String toString() {
      return strategy.toString();
    }
  }

  /** The strategies whose counts are tried, for the test that none is missing. */
  public static List<SearchStrategy> strategies() {
    return documented().stream().map(Documented::strategy).toList();
  }

  static List<Documented> documented() {
    return List.of(
        new Documented(new Greedy(), search -> assertThat(search.samples()).containsExactly(1)),
        new Documented(
            new BestOfN(7),
            search -> {
              assertThat(search.samples()).containsExactly(7);
              assertThat(search.candidates()).hasSize(7);
            }),
        new Documented(
            new AdaptiveConsistency(13, 2, Growth.DOUBLE, Rule.SHARE, 1),
            search -> assertThat(List.of(2, 2, 4, 5)).startsWith(all(search.samples()))),
        new Documented(
            new AdaptiveConsistency(7, 3, Growth.CONSTANT, Rule.BETA, 1),
            search -> assertThat(search.samples()).containsExactly(3, 3, 1)),
        new Documented(
            new ComputeOptimal(
                3,
                Difficulty.REWARD,
                Aggregation.LAST,
                List.of(new Bin(0, null), new Bin(1, new BestOfN(5)))),
            search -> assertThat(List.of(3, 5)).startsWith(all(search.samples()))),
        new Documented(
            new DeepConf(12, 4, 0.5, 3, 3, 1),
            search -> {
              assertThat(search.samples()).startsWith(4).allMatch(count -> count <= 4);
              assertThat(begun(search).subList(1, begun(search).size()))
                  .isSubsetOf(List.of(3, 2))
                  .hasSizeLessThanOrEqualTo(3);
            }),
        new Documented(
            new BeamSearch(8, 4, Aggregation.LAST),
            search -> assertThat(search.samples()).hasSizeBetween(2, 5).containsOnly(8)),
        new Documented(
            new BeamSearch(6, 1, Aggregation.LAST),
            search -> assertThat(search.samples()).containsOnly(6)),
        new Documented(
            new StochasticBeam(8, 4, Weighting.EXPONENTIAL, 0.5, 1, 0, Aggregation.LAST),
            search -> {
              assertThat(search.samples())
                  .startsWith(8)
                  .allMatch(count -> count == 4 || count == 8);
              assertThat(search.candidates()).hasSize(2);
            }),
        new Documented(
            new Dvts(12, 3, Emit.CHOSEN, 0, Aggregation.LAST),
            search -> {
              assertThat(descending(search.samples())).startsWith(12);
              assertThat(search.samples()).allMatch(count -> count % 3 == 0);
              assertThat(search.candidates()).hasSize(4);
            }),
        new Documented(
            new GuidedGreedy(3, 0, Aggregation.LAST),
            search -> {
              assertThat(search.samples()).containsOnly(3);
              assertThat(search.candidates()).hasSize(1);
            }),
        new Documented(
            new SpeculativeRejection(8, 0.25, Aggregation.LAST),
            search -> {
              // Of 8 at most 6 are left, of these 5, 4, 3.
              List<Integer> most = List.of(8, 6, 5, 4, 3);
              for (int round = 0; round < search.samples().size(); round++) {
                assertThat(search.samples().get(round)).isLessThanOrEqualTo(most.get(round));
              }
            }),
        new Documented(
            new SpeculativeRejection(8, 0, Aggregation.LAST),
            search -> {
              assertThat(descending(search.samples())).startsWith(8);
              assertThat(search.candidates()).hasSize(8);
            }),
        new Documented(
            new Rebase(9, 0.2, Allocation.LARGEST_REMAINDER, 0, Aggregation.LAST),
            search -> {
              assertThat(descending(search.samples())).startsWith(9);
              assertThat(search.candidates()).hasSize(9);
            }),
        new Documented(
            new ParticleFiltering(
                8,
                Resampling.MULTINOMIAL,
                1,
                Finished.STAY,
                ParticlePool.LAST,
                0,
                Aggregation.LAST),
            search -> particles(search, 8)),
        new Documented(
            new EntropicParticleFiltering(
                8,
                Resampling.SYSTEMATIC,
                Annealing.ESS,
                0.5,
                0.5,
                5,
                ParticlePool.LAST,
                0,
                Aggregation.LAST),
            search -> particles(search, 8)),
        new Documented(
            new ParticleGibbs(
                6, 3, 2, Resampling.MULTINOMIAL, ParticlePool.LAST, 0, Aggregation.LAST),
            search -> {
              // Every iteration begins with its free particles.
              assertThat(begun(search)).containsExactly(6, 4, 4);
              assertThat(search.candidates()).hasSize(6);
            }),
        new Documented(
            new PhiDecoding(2, 3, 1, 0.1, 0.7),
            search -> {
              // Steps, and foresights of those that are open and sure.
              assertThat(search.samples()).startsWith(6).allMatch(count -> count <= 6);
              assertThat(search.candidates()).hasSize(2);
            }),
        new Documented(
            Mcts.of(6, 3, Selection.PUCT.with(Prior.UNIFORM)),
            search -> {
              assertThat(search.samples()).containsOnly(3);
              assertThat(search.visitsBelowTheRoot()).isEqualTo(6);
            }),
        new Documented(
            new Rap(5, 3, 1, 1, Future.MEAN, Value.MAX),
            search -> {
              assertThat(search.samples()).containsOnly(3);
              assertThat(search.visitsBelowTheRoot()).isEqualTo(5);
            }),
        new Documented(
            new AbMcts(8, 1, Model.GAUSSIAN, Aggregation.MEAN),
            search -> {
              assertThat(search.samples()).containsOnly(1);
              assertThat(search.solutions()).isEqualTo(8);
            }),
        new Documented(
            new CriticRefinement(3, 4, 0, Critique.NAMED, Keep.BETTER, Aggregation.LAST),
            search -> assertThat(search.samples()).containsExactly(3)),
        new Documented(
            new CriticRefinement(3, 4, 1, Critique.NAMED, Keep.LATEST, Aggregation.LAST),
            search -> {
              assertThat(descending(search.samples())).startsWith(3).hasSizeBetween(1, 5);
              assertThat(search.candidates()).hasSize(3);
            }),
        new Documented(
            new RefinedBestOfN(6, 1, Critique.NAMED), SampleCountTest::refinesEachWithAnErrorOnce),
        new Documented(
            new SequentialRevision(3, 4, 2, "Again.", OfChain.ALL, Aggregation.LAST),
            search -> {
              assertThat(search.samples()).containsExactly(3, 3, 3, 3);
              assertThat(search.candidates()).hasSize(12);
            }),
        new Documented(
            new SequentialRevision(3, 4, 2, "Again.", OfChain.BEST_REWARD, Aggregation.LAST),
            search -> assertThat(search.candidates()).hasSize(3)),
        new Documented(
            new BudgetForcing(4, 12, 20, 3, "Wait", "So", 3), SampleCountTest::staysInItsBounds));
  }

  private static Integer[] all(List<Integer> counts) {
    return counts.toArray(Integer[]::new);
  }

  private static List<Integer> descending(List<Integer> counts) {
    assertThat(counts).isSortedAccordingTo(Comparator.reverseOrder());
    return counts;
  }

  /** Children asked of the root, round by round. */
  private static List<Integer> begun(Searched search) {
    return search.rounds().stream()
        .flatMap(List::stream)
        .filter(wish -> wish.from().steps().isEmpty())
        .map(Request::width)
        .toList();
  }

  private static void particles(Searched search, int particles) {
    assertThat(search.samples())
        .startsWith(particles)
        .allMatch(count -> count <= particles)
        .hasSizeBetween(1, 5);
    assertThat(search.candidates()).hasSize(particles);
  }

  /** What is before the first error is kept. */
  private static void refinesEachWithAnErrorOnce(Searched search) {
    assertThat(search.rounds()).hasSizeBetween(1, 2);
    for (Request wish :
        search.rounds().subList(1, search.rounds().size()).stream()
            .flatMap(List::stream)
            .toList()) {
      TreeNode refined = node(search.outcome(), wish.from().path());
      assertThat(refined.rewards().subList(0, wish.kept())).allMatch(reward -> reward == 1);
      assertThat(refined.rewards().get(wish.kept())).isLessThan(1);
    }
    assertThat(search.candidates()).hasSize(search.outcome().tree().size());
  }

  private static TreeNode node(Completed outcome, List<Integer> path) {
    return outcome.tree().stream().filter(n -> n.path().equals(path)).findFirst().orElseThrow();
  }

  private static void staysInItsBounds(Searched search) {
    assertThat(search.candidates()).hasSize(4);
    for (Candidate found : search.candidates()) {
      String text = found.trajectory().text();
      boolean concluded = text.contains("So");
      assertThat(found.trajectory().tokens()).isLessThanOrEqualTo(20 + (concluded ? 3 : 0));
      if (!concluded && found.trajectory().tokens() < 12) {
        assertThat(text.split("Wait", -1)).hasSize(3 + 1);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("documented")
  void samplesAndReturnsAsManyAsItsParametersSay(Documented documented) {
    for (int number = 0; number < PROBLEMS; number++) {
      documented.counts().accept(searched(number, documented.strategy()));
    }
  }

  private static Searched searched(int number, SearchStrategy strategy) {
    Observed observed = new Observed(strategy);
    Completed outcome =
        Outcomes.completed(
            Outcomes.of(List.of(DigitWorld.immediate().task(number, observed)), Outcomes.WIDE)
                .get(0));
    List<List<Request>> rounds = observed.rounds();
    assertThat(rounds.get(rounds.size() - 1)).isEmpty();
    return new Searched(rounds.subList(0, rounds.size() - 1), outcome);
  }

  /** Not every problem is so easy that the first answers agree. */
  @Test
  void adaptiveConsistencyDoublesUpToN() {
    assertThat(searched(1, new AdaptiveConsistency(13, 2, Growth.DOUBLE, Rule.SHARE, 1)).samples())
        .containsExactly(2, 2, 4, 5);
  }
}
