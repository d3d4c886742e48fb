package dev.cairn.engine.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.engine.search.SearchStrategy;
import dev.cairn.engine.search.SearchStrategy.Signal;
import dev.cairn.engine.search.strategy.ComputeOptimal;
import dev.cairn.engine.search.strategy.EqualTokensTest;
import dev.cairn.engine.search.strategy.SampleCountTest;
import dev.cairn.engine.search.strategy.Strategies;
import dev.cairn.engine.search.strategy.TreeSearchWorthTest;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** That a strategy which is registered is in the suites that every strategy has to pass. */
class RegisteredStrategiesTest {
  private static Set<Class<?>> classes(Stream<SearchStrategy> strategies) {
    return strategies.map(SearchStrategy::getClass).collect(Collectors.toSet());
  }

  private static Stream<SearchStrategy> registered() {
    return Registry.STRATEGIES.names().stream().map(Registry.STRATEGIES::defaultsOf);
  }

  private static List<SearchStrategy> comparedAtEqualTokens() {
    return Stream.concat(
            EqualTokensTest.guided().stream(), TreeSearchWorthTest.strategies().stream())
        .toList();
  }

  @Test
  void areHeldToTheContract() {
    assertThat(classes(Strategies.all().stream()))
        .containsExactlyInAnyOrderElementsOf(classes(registered()));
  }

  @Test
  void sampleAsManyAsTheyDocument() {
    assertThat(classes(SampleCountTest.strategies().stream()))
        .containsExactlyInAnyOrderElementsOf(classes(registered()));
  }

  /** But for the one that only chooses among others. */
  @Test
  void areComparedWithBestOfNAtEqualTokensIfTheyAreGuidedByRewards() {
    assertThat(classes(comparedAtEqualTokens().stream()))
        .containsAll(
            classes(
                registered()
                    .filter(strategy -> strategy.needs().contains(Signal.REWARD))
                    .filter(strategy -> !(strategy instanceof ComputeOptimal))));
  }
}
