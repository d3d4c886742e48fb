package dev.cairn.engine.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RankingTest {
  @Test
  void ranksFromTheBestDownTheFirstOfSeveralFirst() {
    Ranking ranking = new Ranking(List.of(0.1, 0.7, 0.7, 0.9), List.of(true, false, true, false));

    assertThat(ranking.order()).containsExactly(3, 1, 2, 0);
    assertThat(ranking.correctAt(2)).isFalse();
    assertThat(ranking.correctAt(3)).isTrue();
    assertThat(ranking.reciprocalRank()).isEqualTo(1.0 / 3);
    assertThat(ranking.expectedCorrectAt(1)).isZero();
    assertThat(ranking.expectedCorrectAt(2)).isEqualTo(0.5);
    assertThat(ranking.expectedCorrectAt(3)).isEqualTo(1);
    assertThat(ranking.expectedReciprocalRank()).isCloseTo((1 / 2.0 + 1 / 3.0) / 2, within(1e-12));
  }

  @Test
  void expectsWhatShufflingGives() {
    Random random = new Random(5);
    for (int pool = 0; pool < 20; pool++) {
      List<Double> scores = new ArrayList<>();
      List<Boolean> correct = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        scores.add(random.nextInt(3) / 2.0);
        correct.add(random.nextInt(3) == 0);
      }
      Ranking ranking = new Ranking(scores, correct);
      double at2 = 0;
      double reciprocal = 0;
      int shuffles = 20_000;
      List<Integer> order = new ArrayList<>(List.of(0, 1, 2, 3, 4, 5));
      for (int i = 0; i < shuffles; i++) {
        Collections.shuffle(order, random);
        Ranking shuffled =
            new Ranking(
                order.stream().map(scores::get).toList(),
                order.stream().map(correct::get).toList());
        at2 += shuffled.correctAt(2) ? 1 : 0;
        reciprocal += shuffled.reciprocalRank();
      }
      // Five standard errors of a share over 20,000 draws are 0.018 at most.
      assertThat(at2 / shuffles).isCloseTo(ranking.expectedCorrectAt(2), within(0.018));
      assertThat(reciprocal / shuffles).isCloseTo(ranking.expectedReciprocalRank(), within(0.018));
    }
  }

  @Test
  void withoutACorrectOneThereIsNoRank() {
    Ranking ranking = new Ranking(List.of(0.5, 0.5), List.of(false, false));

    assertThat(ranking.reciprocalRank()).isZero();
    assertThat(ranking.expectedReciprocalRank()).isZero();
    assertThat(ranking.expectedCorrectAt(2)).isZero();
  }

  @Test
  void refusesNaNAndRanksThatAreNone() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Ranking(List.of(Double.NaN), List.of(true)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Ranking(List.of(0.5), List.of(true)).correctAt(2))
        .withMessage("k must be in [1, 1] but was 2");
  }
}
