package dev.cairn.engine.search.strategy;

import static dev.cairn.engine.search.strategy.ScriptedTree.paths;
import static dev.cairn.engine.search.strategy.ScriptedTree.visits;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.engine.search.Aggregation;
import dev.cairn.engine.search.Search;
import dev.cairn.engine.search.SearchStrategy.Signal;
import dev.cairn.engine.search.strategy.AbMcts.Model;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class AbMctsTest {
  private static Search start(int samples, int parallel, Model model, long seed) {
    return new AbMcts(samples, parallel, model, Aggregation.LAST)
        .start(Scripted.PROBLEM, new SplittableRandom(seed));
  }

  @ParameterizedTest
  @EnumSource
  void aSampleGoesOnFromWhatItGeneratedUntilItIsFinished(Model model) {
    Search search = start(1, 1, model, 1);
    ScriptedTree tree = new ScriptedTree().with("", "0.5").with("0", "0.6").with("0.0", "0.7!");

    assertThat(tree.run(search).rounds()).containsExactly("*", "0*", "0.0*");
    assertThat(paths(search.candidates())).containsExactly("0.0.0");
  }

  @ParameterizedTest
  @EnumSource
  void samplesThatGenerateAtOneNodeShareAnExpansion(Model model) {
    Search search = start(3, 3, model, 1);
    ScriptedTree tree =
        new ScriptedTree().with("", "0.5 0.6! 0.7").with("0", "0.1!:a").with("2", "0.2!:b");

    assertThat(tree.run(search).rounds()).containsExactly("", "0* 2*");
    assertThat(paths(search.candidates())).containsExactly("1", "0.0", "2.0");
  }

  @ParameterizedTest
  @EnumSource
  void nobodyGoesIntoAFinishedNode(Model model) {
    Search search = start(4, 1, model, 1);
    ScriptedTree tree = new ScriptedTree().with("", "0.9!:a 0.8!:b 0.7!:c 0.6!:d");

    assertThat(tree.run(search).rounds()).containsExactly("*", "*", "*", "*");
    assertThat(paths(search.candidates())).containsExactly("0", "1", "2", "3");
  }

  @ParameterizedTest
  @EnumSource
  void theSecondSampleGoesWiderOrDeeperByChance(Model model) {
    int deeper = 0;
    for (int seed = 0; seed < 200; seed++) {
      Search search = start(2, 1, model, seed);
      ScriptedTree tree =
          new ScriptedTree().with("", "0.5 0.4").with("0", "0.6!:a 0.5!:b").with("1", "0.3!:c");
      String third = tree.run(search).rounds().get(2);
      deeper += third.equals("0*") ? 1 : 0;
      assertThat(third).isIn("0*", "*");
      assertThat(visits(search, "0")).isEqualTo(third.equals("0*") ? 3 : 2);
    }
    assertThat(deeper).isBetween(20, 180);
  }

  @ParameterizedTest
  @EnumSource
  void goesMoreOftenIntoTheBetterOfTwo(Model model) {
    int better = 0;
    int worse = 0;
    for (int seed = 0; seed < 200; seed++) {
      ScriptedTree tree =
          new ScriptedTree()
              .with("", "0.9 0.1 0.5")
              .with("0", "0.9!:a 0.9!:b")
              .with("1", "0.1!:c 0.1!:d")
              .with("2", "0.5!:e");
      // Two samples at once, both at the root, and a third.
      String third = third(tree, new AbMcts(3, 2, model, Aggregation.LAST), seed);
      better += third.equals("0*") ? 1 : 0;
      worse += third.equals("1*") ? 1 : 0;
    }
    assertThat(better).isGreaterThan(worse + 20);
  }

  private static String third(ScriptedTree tree, AbMcts strategy, long seed) {
    return tree.run(strategy.start(Scripted.PROBLEM, new SplittableRandom(seed))).rounds().get(2);
  }

  @Test
  void needsRewardsOnly() {
    assertThat(new AbMcts(1, 1, Model.MIXED, Aggregation.LAST).needs())
        .containsExactly(Signal.REWARD);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 1, samples must be at least 1 but was 0",
    "1, 0, parallel must be at least 1 but was 0"
  })
  void refusesCountsBelowOne(int samples, int parallel, String message) {
    assertThatThrownBy(() -> new AbMcts(samples, parallel, Model.BETA, Aggregation.LAST))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }
}
