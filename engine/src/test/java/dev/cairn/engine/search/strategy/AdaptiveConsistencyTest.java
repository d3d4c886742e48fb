package dev.cairn.engine.search.strategy;

import static dev.cairn.engine.search.strategy.Scripted.widths;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.cairn.engine.search.Expansion;
import dev.cairn.engine.search.Expansion.Extent;
import dev.cairn.engine.search.Request;
import dev.cairn.engine.search.Search;
import dev.cairn.engine.search.SearchStrategy.Signal;
import dev.cairn.engine.search.strategy.AdaptiveConsistency.Growth;
import dev.cairn.engine.search.strategy.AdaptiveConsistency.Rule;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.commons.statistics.distribution.BinomialDistribution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AdaptiveConsistencyTest {
  private final Scripted script = new Scripted();

  private static Search start(int n, int batch, Growth growth, Rule rule, double threshold) {
    return new AdaptiveConsistency(n, batch, growth, rule, threshold)
        .start(Scripted.PROBLEM, new SplittableRandom(1));
  }

  /** Golden test 13. */
  @ParameterizedTest
  @CsvSource({
    "3, 0, 0.93750",
    "4, 0, 0.96875",
    "5, 1, 0.93750",
    "6, 1, 0.96484",
    "7, 2, 0.94531",
  })
  void theBetaRuleIsAsCertainAsItsVectors(int first, int second, double certainty) {
    assertThat(Rule.BETA.certainty(first, second, first + second))
        .isEqualTo(certainty, within(5e-6));
  }

  @ParameterizedTest
  @CsvSource({"3, 1", "500, 500", "600, 500", "700, 699", "20000, 19000", "30000, 0"})
  void theBetaRuleIsExactForAnyCounts(int first, int second) {
    double certainty = Rule.BETA.certainty(first, second, first + second);

    assertThat(certainty)
        .isEqualTo(
            BinomialDistribution.of(first + second + 1, 0.5).cumulativeProbability(first),
            within(1e-9))
        .isLessThanOrEqualTo(1);
  }

  @Test
  void stopsAtTheFourthAnswerIfAllAgree() {
    Search search = start(40, 1, Growth.CONSTANT, Rule.BETA, 0.95);
    List<? extends Request> wishes = search.begin();
    assertThat(wishes).allMatch(wish -> ((Expansion) wish).extent() == Extent.SOLUTION);
    for (int i = 0; i < 3; i++) {
      wishes = search.advance(script.answer(wishes, "0.5!=a"));
      assertThat(widths(wishes)).containsExactly(1);
    }

    assertThat(search.advance(script.answer(wishes, "0.5!=a"))).isEmpty();
    assertThat(search.candidates()).hasSize(4);
  }

  @Test
  void goesOnWhileTheAnswersDiffer() {
    Search search = start(40, 6, Growth.CONSTANT, Rule.BETA, 0.95);

    assertThat(
            search.advance(
                script.answer(search.begin(), "0.5!=a 0.5!=a 0.5!=b 0.5!=a 0.5!=a 0.5!=a")))
        .isNotEmpty();
  }

  @Test
  void doublesUntilTheShareOfTheLeaderIsReached() {
    Search search = start(16, 2, Growth.DOUBLE, Rule.SHARE, 0.75);
    List<? extends Request> second = search.advance(script.answer(search.begin(), "0.5!=a 0.5!=b"));
    List<? extends Request> third = search.advance(script.answer(second, "0.5!=a 0.5!"));
    List<? extends Request> none =
        search.advance(script.answer(third, "0.5!=a 0.5!=a 0.5!=a 0.5!=a"));

    assertThat(widths(second)).containsExactly(2);
    assertThat(widths(third)).containsExactly(4);
    assertThat(none).isEmpty();
  }

  @Test
  void solutionsWithoutAnAnswerAgreeOnNothing() {
    Search search = start(8, 4, Growth.CONSTANT, Rule.SHARE, 0);

    assertThat(search.advance(script.answer(search.begin(), "0.5! 0.5! 0.5~ 0.5!"))).isNotEmpty();
  }

  @Test
  void endsAtN() {
    Search search = start(3, 2, Growth.CONSTANT, Rule.BETA, 0.95);
    List<? extends Request> second = search.advance(script.answer(search.begin(), "0.5!=a 0.5!=b"));

    assertThat(widths(second)).containsExactly(1);
    assertThat(search.advance(script.answer(second, "0.5!=c"))).isEmpty();
  }

  @Test
  void needsAnswersAndRefusesValuesOutOfRange() {
    assertThat(new AdaptiveConsistency(4, 1, Growth.CONSTANT, Rule.BETA, 0.95).needs())
        .containsExactly(Signal.ANSWER);
    assertThatThrownBy(() -> start(0, 1, Growth.CONSTANT, Rule.BETA, 0.95))
        .hasMessage("n must be at least 1 but was 0");
    assertThatThrownBy(() -> start(4, 0, Growth.CONSTANT, Rule.BETA, 0.95))
        .hasMessage("batch must be at least 1 but was 0");
    assertThatThrownBy(() -> start(4, 1, Growth.CONSTANT, Rule.BETA, 1.1))
        .hasMessage("threshold must be in [0, 1] but was 1.1");
  }
}
