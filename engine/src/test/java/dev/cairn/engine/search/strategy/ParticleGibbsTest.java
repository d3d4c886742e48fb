package dev.cairn.engine.search.strategy;

import static dev.cairn.engine.search.strategy.Scripted.found;
import static dev.cairn.engine.search.strategy.Scripted.paths;
import static dev.cairn.engine.search.strategy.Scripted.widths;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.engine.search.Aggregation;
import dev.cairn.engine.search.Request;
import dev.cairn.engine.search.Search;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ParticleGibbsTest {
  private static Search start(int particles, int iterations, long seed) {
    return new ParticleGibbs(
            particles,
            iterations,
            1,
            Resampling.MULTINOMIAL,
            ParticlePool.LAST,
            0,
            Aggregation.LAST)
        .start(Scripted.PROBLEM, new SplittableRandom(seed));
  }

  /**
   * Golden test 12, the references. Rewards of 1 and 0 have odds so far apart that every draw is
   * certain.
   */
  @ParameterizedTest
  @ValueSource(longs = {0, 1, 2, 3, 4, 5, 6, 7})
  void aReferenceWeighsAtStepTWhatItsFirstTStepsAreWorth(long seed) {
    Scripted script = new Scripted();
    Search search = start(2, 2, seed);
    List<? extends Request> second = search.advance(script.answer(search.begin(), "0.0 0.0"));
    // The reference will end with a reward of 1, which it must not weigh at its first step.
    List<? extends Request> again = search.advance(script.answer(second, "1.0! 1.0!"));
    List<? extends Request> onward = search.advance(script.answer(again, "1.0"));

    assertThat(paths(again)).containsExactly(List.of());
    assertThat(widths(again)).containsExactly(1);
    assertThat(paths(onward)).containsExactly(List.of(2));
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 2, 3, 4, 5, 6, 7})
  void aParticleDrawnFromAReferenceGoesOnFromItsPrefix(long seed) {
    Scripted script = new Scripted();
    Search search = start(2, 2, seed);
    List<? extends Request> second = search.advance(script.answer(search.begin(), "1.0 0.0"));
    List<? extends Request> again = search.advance(script.answer(second, "0.0! 0.0!"));
    List<? extends Request> onward = search.advance(script.answer(again, "0.0"));
    List<? extends Request> none = search.advance(script.answer(onward, "1.0!"));

    assertThat(paths(second)).containsExactly(List.of(0));
    assertThat(paths(onward)).containsExactly(List.of(0));
    assertThat(none).isEmpty();
    // The free particle and the reference.
    assertThat(found(search.candidates())).hasSize(2).startsWith(List.of(0, 2));
  }

  @Test
  void aFinishedReferenceMayTakeTheFreeParticlesPlace() {
    Scripted script = new Scripted();
    Search search = start(2, 2, 1);
    List<? extends Request> again = search.advance(script.answer(search.begin(), "1.0! 0.0!"));
    List<? extends Request> none = search.advance(script.answer(again, "0.0"));

    assertThat(none).isEmpty();
    assertThat(found(search.candidates())).containsExactly(List.of(0), List.of(0));
  }

  @Test
  void refusesMoreReferencesThanParticles() {
    assertThatThrownBy(
            () ->
                new ParticleGibbs(
                    2, 2, 2, Resampling.MULTINOMIAL, ParticlePool.EVER, 0, Aggregation.LAST))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("references must be in [0, particles) but was 2 with particles 2");
    assertThatThrownBy(() -> start(2, 0, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("iterations must be at least 1 but was 0");
  }
}
