package dev.cairn.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.cairn.jobs.PolicyChoice.Option;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PolicyChoiceTest {
  private static Option option(String method, double correct, double tokens) {
    return new Option(method, correct, tokens);
  }

  @Test
  void spendsWhereMostIsGained() {
    List<Option> easy = List.of(option("none", 9, 0), option("wide", 10, 100));
    List<Option> hard = List.of(option("none", 1, 0), option("wide", 5, 100));

    assertThat(PolicyChoice.best(List.of(easy, hard), 100))
        .extracting(Option::method)
        .containsExactly("none", "wide");
    assertThat(PolicyChoice.best(List.of(easy, hard), 200))
        .extracting(Option::method)
        .containsExactly("wide", "wide");
  }

  @Test
  void ofEquallyGoodChoicesTakesTheCheapest() {
    List<Option> bin = List.of(option("dear", 5, 50), option("cheap", 5, 20), option("bad", 4, 30));

    assertThat(PolicyChoice.best(List.of(bin), Double.POSITIVE_INFINITY))
        .containsExactly(option("cheap", 5, 20));
  }

  @Test
  void hasNoChoiceWhereTheCheapestCostsMore() {
    assertThat(PolicyChoice.best(List.of(List.of(option("only", 5, 50))), 49)).isNull();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void isAsGoodAsTheBestOfAllChoices(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<List<Option>> bins = new ArrayList<>();
    for (int bin = 0; bin < 5; bin++) {
      List<Option> options = new ArrayList<>();
      options.add(option("none", random.nextInt(20), 0));
      for (int method = 0; method < 5; method++) {
        options.add(option("m" + method, random.nextInt(40), random.nextInt(1, 1000)));
      }
      bins.add(options);
    }
    double budget = random.nextInt(500, 3000);

    List<Option> best = Objects.requireNonNull(PolicyChoice.best(bins, budget));

    assertThat(best.stream().mapToDouble(Option::tokens).sum()).isLessThanOrEqualTo(budget);
    assertThat(best.stream().mapToDouble(Option::correct).sum())
        .isCloseTo(tried(bins, 0, budget), within(1e-9));
  }

  /** The most that any choice for the bins from one on solves. */
  private static double tried(List<List<Option>> bins, int from, double budget) {
    if (from == bins.size()) {
      return 0;
    }
    double best = Double.NEGATIVE_INFINITY;
    for (Option option : bins.get(from)) {
      if (option.tokens() <= budget) {
        best = Math.max(best, option.correct() + tried(bins, from + 1, budget - option.tokens()));
      }
    }
    return best;
  }
}
