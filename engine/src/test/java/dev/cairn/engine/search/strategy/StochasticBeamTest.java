package dev.cairn.engine.search.strategy;

import static dev.cairn.engine.search.strategy.Scripted.children;
import static dev.cairn.engine.search.strategy.Scripted.found;
import static dev.cairn.engine.search.strategy.Scripted.paths;
import static dev.cairn.engine.search.strategy.Scripted.widths;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.cairn.engine.search.Aggregation;
import dev.cairn.engine.search.Request;
import dev.cairn.engine.search.Search;
import dev.cairn.engine.search.strategy.StochasticBeam.Weighting;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class StochasticBeamTest {
  private static Search start(double temperature, double decay, long seed) {
    return new StochasticBeam(4, 2, Weighting.EXPONENTIAL, temperature, decay, 0, Aggregation.LAST)
        .start(Scripted.PROBLEM, new SplittableRandom(seed));
  }

  @Test
  void isBeamSearchNearTemperatureZero() {
    Search search = start(1e-6, 1, 1);
    List<? extends Request> next = search.advance(children(search.begin(), "0.1 0.9 0.2 0.8"));

    assertThat(paths(next)).containsExactly(List.of(1), List.of(3));
    assertThat(widths(next)).containsExactly(2, 2);
  }

  @Test
  void drawsOthersThanTheBestAtHigherTemperatures() {
    Set<List<List<Integer>>> beams = new HashSet<>();
    for (long seed = 0; seed < 50; seed++) {
      Search search = start(10, 1, seed);
      beams.add(paths(search.advance(children(search.begin(), "0.1 0.9 0.2 0.8"))));
    }

    // Two of four in order: twelve beams.
    assertThat(beams).hasSizeGreaterThan(8);
  }

  @Test
  void theTemperatureFallsFromLevelToLevel() {
    for (long seed = 0; seed < 20; seed++) {
      Search search = start(10, 1e-7, seed);
      List<? extends Request> second = search.advance(children(search.begin(), "0.5 0.5 0.5 0.5"));
      List<? extends Request> third = search.advance(children(second, "0.1 0.9 0.2 0.8"));

      assertThat(third).extracting(wish -> wish.from().path().get(1)).containsExactly(1, 1);
    }
  }

  @Test
  void finishedSolutionsKeepTheirPlacesAndTheSearchEndsWhenAllAreFinished() {
    Search search = start(1e-6, 1, 1);
    List<? extends Request> second = search.advance(children(search.begin(), "0.9! 0.8 0.7! 0.1"));
    List<? extends Request> none = search.advance(children(second, "0.85! 0.2"));

    assertThat(paths(second)).containsExactly(List.of(1));
    assertThat(none).isEmpty();
    assertThat(found(search.candidates())).containsExactly(List.of(0), List.of(1, 0));
  }

  @Test
  void weighsAsThePaperOrAsItsCode() {
    assertThat(Math.exp(Weighting.EXPONENTIAL.logWeight(0.5) / 0.25))
        .isEqualTo(Math.exp(2), within(1e-12));
    assertThat(Math.exp(Weighting.POWER.logWeight(0.5) / 0.25))
        .isEqualTo(Math.pow(0.5, 4), within(1e-12));
    assertThat(Weighting.POWER.logWeight(0)).isFinite();
  }

  @Test
  void refusesTemperaturesOutOfRange() {
    assertThatThrownBy(() -> start(0, 1, 1)).hasMessage("temperature must be above 0 but was 0.0");
    assertThatThrownBy(() -> start(1, 1.5, 1)).hasMessage("decay must be in (0, 1] but was 1.5");
  }
}
