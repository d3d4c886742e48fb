package dev.cairn.engine.search.strategy;

import static dev.cairn.engine.search.strategy.Scripted.found;
import static dev.cairn.engine.search.strategy.Scripted.paths;
import static dev.cairn.engine.search.strategy.Scripted.widths;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.engine.search.Aggregation;
import dev.cairn.engine.search.Request;
import dev.cairn.engine.search.Search;
import dev.cairn.engine.search.strategy.ParticleFiltering.Finished;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ParticleFilteringTest {
  private final Scripted script = new Scripted();

  private static Search start(
      int particles, Resampling resampling, double threshold, Finished finished, long seed) {
    return new ParticleFiltering(
            particles, resampling, threshold, finished, ParticlePool.LAST, 0, Aggregation.LAST)
        .start(Scripted.PROBLEM, new SplittableRandom(seed));
  }

  @Test
  void everyParticleGoesOnByItselfWhileTheWeightsAreEvenEnough() {
    // The effective sample size of these is 2.03 of 4.
    Search search = start(4, Resampling.SYSTEMATIC, 0.5, Finished.STAY, 1);
    List<? extends Request> next = search.advance(script.answer(search.begin(), "0.9 0.8 0.5 0.1"));

    assertThat(paths(next)).containsExactly(List.of(0), List.of(1), List.of(2), List.of(3));
    assertThat(widths(next)).containsExactly(1, 1, 1, 1);
  }

  @Test
  void theyAreDrawnAnewOnceTheEffectiveSampleSizeIsBelowTheThreshold() {
    // Of 4 draws .6378 .2835 .0709 .0079 expect 2.55 1.13 .28 .03.
    for (long seed = 0; seed < 20; seed++) {
      Scripted fresh = new Scripted();
      Search search = start(4, Resampling.SYSTEMATIC, 0.52, Finished.STAY, seed);
      List<? extends Request> next =
          search.advance(fresh.answer(search.begin(), "0.9 0.8 0.5 0.1"));

      assertThat(paths(next)).startsWith(List.of(0), List.of(1));
      assertThat(widths(next).get(0)).isBetween(2, 3);
      assertThat(widths(next).get(1)).isBetween(1, 2);
      assertThat(widths(next).stream().mapToInt(Integer::intValue).sum()).isEqualTo(4);
    }
  }

  @Test
  void oddsMultiplyWhileNobodyIsDrawn() {
    // Odds 9 4 1 1/9, then 9 1 1 1: 81 4 1 1/9 together, so that the first expects 3.76 copies.
    Search search = start(4, Resampling.SYSTEMATIC, 0.5, Finished.STAY, 1);
    List<? extends Request> second =
        search.advance(script.answer(search.begin(), "0.9 0.8 0.5 0.1"));
    List<? extends Request> third = search.advance(script.answer(second, "0.9 0.5 0.5 0.5"));

    assertThat(paths(third)).startsWith(List.of(0, 0));
    assertThat(widths(third).get(0)).isGreaterThanOrEqualTo(3);
  }

  @Test
  void afterADrawAllWeighTheSame() {
    Search search = start(2, Resampling.SYSTEMATIC, 0.75, Finished.STAY, 1);
    // Drawn: both at the first. Then even again, had the odds of 9 been kept or not.
    List<? extends Request> second = search.advance(script.answer(search.begin(), "1.0 0.0"));
    assertThat(widths(second)).containsExactly(2);
    List<? extends Request> third = search.advance(script.answer(second, "0.5 0.5"));

    assertThat(paths(third)).containsExactly(List.of(0, 0), List.of(0, 1));
  }

  @Test
  void aFinishedParticleStaysAndMayBeCopied() {
    Search search = start(4, Resampling.SYSTEMATIC, 1, Finished.STAY, 1);
    List<? extends Request> none =
        search.advance(script.answer(search.begin(), "1.0! 0.0 0.0 0.0"));

    assertThat(none).isEmpty();
    assertThat(found(search.candidates()))
        .containsExactly(List.of(0), List.of(0), List.of(0), List.of(0));
  }

  @Test
  void aFinishedParticleMayBeLostAndIsReturnedAllTheSameIfAllEverAre() {
    Search last = start(2, Resampling.SYSTEMATIC, 1, Finished.STAY, 1);
    Search ever =
        new ParticleFiltering(
                2, Resampling.SYSTEMATIC, 1, Finished.STAY, ParticlePool.EVER, 0, Aggregation.LAST)
            .start(Scripted.PROBLEM, new SplittableRandom(1));
    for (Search search : List.of(last, ever)) {
      Scripted fresh = new Scripted();
      List<? extends Request> next = search.advance(fresh.answer(search.begin(), "0.0! 1.0"));
      assertThat(search.advance(fresh.answer(next, "1.0! 0.0!"))).isEmpty();
    }

    assertThat(found(last.candidates())).containsExactly(List.of(1, 0), List.of(1, 0));
    assertThat(found(ever.candidates())).containsExactly(List.of(0), List.of(1, 0), List.of(1, 1));
  }

  @Test
  void finishedParticlesAreSetAsideOnRequest() {
    Search search = start(4, Resampling.SYSTEMATIC, 1, Finished.LEAVE, 1);
    List<? extends Request> next =
        search.advance(script.answer(search.begin(), "1.0! 0.1 1.0 0.0"));

    assertThat(paths(next)).containsExactly(List.of(2));
    assertThat(widths(next)).containsExactly(3);
    assertThat(found(search.candidates())).containsExactly(List.of(0));
  }

  @Test
  void refusesAThresholdThatIsNoShare() {
    assertThatThrownBy(() -> start(4, Resampling.SYSTEMATIC, 1.5, Finished.STAY, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("ess-threshold must be in [0, 1] but was 1.5");
    assertThatThrownBy(() -> start(0, Resampling.SYSTEMATIC, 1, Finished.STAY, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("particles must be at least 1 but was 0");
  }
}
