package dev.cairn.engine.search.strategy;

import static dev.cairn.engine.search.strategy.Scripted.children;
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

class SpeculativeRejectionTest {
  private static Search start(int n, double reject) {
    return new SpeculativeRejection(n, reject, Aggregation.LAST)
        .start(Scripted.PROBLEM, new SplittableRandom(1));
  }

  @Test
  void givesUpTheWorstShareOfTheOpenSolutionsAtEveryStep() {
    Search search = start(4, 0.5);
    List<? extends Request> second = search.advance(children(search.begin(), "0.1 0.9 0.4 0.6"));
    List<? extends Request> third = search.advance(children(second, "0.2 0.3"));

    assertThat(paths(second)).containsExactly(List.of(1), List.of(3));
    assertThat(widths(second)).containsExactly(1, 1);
    assertThat(paths(third)).containsExactly(List.of(3, 0));
  }

  @Test
  void aFinishedSolutionTakesThePlaceOfAWorseOneThatIsOpen() {
    Search search = start(4, 0.5);
    List<? extends Request> second = search.advance(children(search.begin(), "0.7! 0.1 0.4 0.6"));
    List<? extends Request> none = search.advance(children(second, "0.5"));

    assertThat(paths(second)).containsExactly(List.of(3));
    assertThat(none).isEmpty();
    assertThat(found(search.candidates())).containsExactly(List.of(0));
  }

  @Test
  void aFinishedSolutionThatIsRejectedIsACandidateAllTheSame() {
    Search search = start(4, 0.5);
    List<? extends Request> second = search.advance(children(search.begin(), "0.2! 0.1 0.4 0.6"));
    List<? extends Request> third = search.advance(children(second, "0.5! 0.7"));

    assertThat(paths(second)).containsExactly(List.of(3), List.of(2));
    assertThat(paths(third)).containsExactly(List.of(2, 0));
    assertThat(search.advance(children(third, "0.3!"))).isEmpty();
    assertThat(found(search.candidates()))
        .containsExactly(List.of(0), List.of(3, 0), List.of(2, 0, 0));
  }

  @Test
  void oneIsAlwaysLeft() {
    Search search = start(1, 0.9);
    List<? extends Request> second = search.advance(children(search.begin(), "0.1"));

    assertThat(paths(second)).containsExactly(List.of(0));
  }

  @Test
  void rejectingNothingIsBestOfN() {
    Search search = start(2, 0);
    List<? extends Request> second = search.advance(children(search.begin(), "0.1 0.2"));
    List<? extends Request> none = search.advance(children(second, "0.3! 0.4!"));

    assertThat(none).isEmpty();
    assertThat(search.candidates()).hasSize(2);
  }

  @Test
  void refusesNumbersOutOfRange() {
    assertThatThrownBy(() -> start(0, 0.5)).hasMessageContaining("n must be at least 1 but was 0");
    assertThatThrownBy(() -> start(2, 1)).hasMessageContaining("reject must be in [0, 1)");
    assertThatThrownBy(() -> start(2, Double.NaN)).hasMessageContaining("reject must be in [0, 1)");
  }
}
