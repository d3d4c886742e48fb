package dev.cairn.engine.search.strategy;

import static dev.cairn.engine.search.strategy.ScriptedTree.paths;
import static dev.cairn.engine.search.strategy.ScriptedTree.visits;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.engine.search.Search;
import dev.cairn.engine.search.SearchStrategy.Signal;
import dev.cairn.engine.search.strategy.Rap.Future;
import dev.cairn.engine.search.strategy.Selection.Value;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Walks computed by hand. Scripted trees give every step but the last of a node 0.5. */
class RapTest {
  private static Search start(int paths, double c, Future future, Value value) {
    return new Rap(paths, 2, 1, c, future, value).start(Scripted.PROBLEM, new SplittableRandom(1));
  }

  @Test
  void goesByRewardFromTheLeafToTheEnd() {
    Search search = start(1, 1, Future.MEAN, Value.MAX);
    ScriptedTree tree =
        new ScriptedTree().with("", "0.6 0.5").with("0", "0.2 0.3").with("0.1", "0.1! 0.2!");

    assertThat(tree.run(search).rounds()).containsExactly("", "0", "0.1");
    assertThat(paths(search.candidates())).containsExactly("0.1.1");
    assertThat(visits(search, "")).isEqualTo(1);
    assertThat(visits(search, "0.1")).isEqualTo(1);
    assertThat(visits(search, "0.0")).isZero();
  }

  /*
   * The first simulation ends at 0.1 with the rewards 0.5 and 0.2, so that the future of child 0 is
   * 0.7 as a sum and 0.35 as a mean. The second finds N = 1, whose logarithm is 0: child 1 has its
   * reward.
   */
  private static ScriptedTree twoSteps(String second) {
    return new ScriptedTree()
        .with("", "0.6 " + second)
        .with("0", "0.1! 0.2!")
        .with("1", "0.1! 0.2!");
  }

  @Test
  void aNodeIsWorthTheMeanOfItsFutureRewards() {
    Search wins = start(2, 1, Future.MEAN, Value.MAX);
    assertThat(twoSteps("0.36").run(wins).rounds()).containsExactly("", "0", "1");

    Search loses = start(2, 1, Future.MEAN, Value.MAX);
    assertThat(twoSteps("0.34").run(loses).rounds()).containsExactly("", "0");
    assertThat(visits(loses, "0")).isEqualTo(2);
  }

  @Test
  void aNodeIsWorthTheSumOfItsFutureRewards() {
    Search wins = start(2, 1, Future.SUM, Value.MAX);
    assertThat(twoSteps("0.59").run(wins).rounds()).containsExactly("", "0");
  }

  @Test
  void explorationGrowsWithTheLogarithmOfVisits() {
    // After two simulations below child 0 (future 0.35, N = 2) child 1 scores 0.3 + c sqrt(ln 2) =
    // 0.3 + 0.833 c and child 0 0.35 + c sqrt(ln 2 / 2) = 0.35 + 0.589 c: child 1 from c = 0.21 on.
    Search bold = start(3, 0.22, Future.MEAN, Value.MAX);
    assertThat(twoSteps("0.3").run(bold).rounds()).containsExactly("", "0", "1");

    Search timid = start(3, 0.19, Future.MEAN, Value.MAX);
    assertThat(twoSteps("0.3").run(timid).rounds()).containsExactly("", "0");
  }

  /*
   * 1 ends at 0.0.0 with 0.5, 0.5, 1.0: the future of child 0 is 0.667, that of 0.0 0.75. 2: child 0
   * (0.667 > 0.65); there 0.1 (0.76 > 0.75), whose end makes 0.63 of child 0. 3, without
   * exploration: child 0 by its highest future, 0.667, but child 1 by the mean, 0.648.
   */
  private static ScriptedTree threeSimulations() {
    return new ScriptedTree()
        .with("", "0.7 0.65")
        .with("0", "0.81 0.76!")
        .with("0.0", "1.0! 0.0!")
        .with("1", "0.0! 0.0!");
  }

  @Test
  void qIsTheHighestFutureOrTheirMean() {
    Search max = start(3, 0, Future.MEAN, Value.MAX);
    assertThat(threeSimulations().run(max).rounds()).containsExactly("", "0", "0.0");
    assertThat(visits(max, "0")).isEqualTo(3);

    Search mean = start(3, 0, Future.MEAN, Value.MEAN);
    assertThat(threeSimulations().run(mean).rounds()).containsExactly("", "0", "0.0", "1");
  }

  @Test
  void needsRewardsOnly() {
    assertThat(new Rap(1, 1, 1, 1, Future.SUM, Value.MEAN).needs()).containsExactly(Signal.REWARD);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 1, 1, 1, paths must be at least 1 but was 0",
    "1, 0, 1, 1, width must be at least 1 but was 0",
    "1, 1, 0, 1, parallel must be at least 1 but was 0",
    "1, 1, 1, -1, c must not be negative but was -1.0",
  })
  void refusesWhatIsOutOfRange(int paths, int width, int parallel, double c, String message) {
    assertThatThrownBy(() -> new Rap(paths, width, parallel, c, Future.MEAN, Value.MAX))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }
}
