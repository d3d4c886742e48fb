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

class RebaseTest {
  private static Search start(int width, Allocation allocation) {
    return new Rebase(width, 0.2, allocation, 0, Aggregation.LAST)
        .start(Scripted.PROBLEM, new SplittableRandom(1));
  }

  @Test
  void dividesItsWidthByTheSoftmaxOfTheRewards() {
    Search search = start(4, Allocation.LARGEST_REMAINDER);
    List<? extends Request> next = search.advance(children(search.begin(), "0.3 0.6 0.4 0.5"));

    // Shares 1.82 1.10 0.67 0.41 of 4, best first.
    assertThat(paths(next)).containsExactly(List.of(1), List.of(3), List.of(2));
    assertThat(widths(next)).containsExactly(2, 1, 1);
  }

  @Test
  void dividesAsTheAuthorsCodeOnRequest() {
    Search search = start(4, Allocation.SEQUENTIAL_CEILING);
    List<? extends Request> next = search.advance(children(search.begin(), "0.3 0.6 0.4 0.5"));

    assertThat(paths(next)).containsExactly(List.of(1), List.of(3));
    assertThat(widths(next)).containsExactly(2, 2);
  }

  @Test
  void aFinishedSolutionTakesOneOfTheWidthForGood() {
    Search search = start(4, Allocation.LARGEST_REMAINDER);
    List<? extends Request> second = search.advance(children(search.begin(), "0.9! 0.5 0.5 0.5"));
    List<? extends Request> third = search.advance(children(second, "0.9! 0.8! 0.1"));
    List<? extends Request> none = search.advance(children(third, "0.2!"));

    assertThat(widths(second)).containsExactly(1, 1, 1);
    assertThat(paths(third)).containsExactly(List.of(3, 0));
    assertThat(none).isEmpty();
    assertThat(found(search.candidates()))
        .containsExactly(List.of(0), List.of(1, 0), List.of(2, 0), List.of(3, 0, 0));
  }

  @Test
  void refusesWhatCannotBeDivided() {
    assertThatThrownBy(() -> new Rebase(0, 0.2, Allocation.ROUND, 0, Aggregation.LAST))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("width must be at least 1 but was 0");
    assertThatThrownBy(() -> new Rebase(4, 0, Allocation.ROUND, 0, Aggregation.LAST))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("temperature must be above 0 but was 0.0");
  }
}
