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
import dev.cairn.engine.search.strategy.Dvts.Emit;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class DvtsTest {
  private static Search start(int beams, int branching, Emit emit) {
    return new Dvts(beams, branching, emit, 0, Aggregation.LAST)
        .start(Scripted.PROBLEM, new SplittableRandom(1));
  }

  @Test
  void keepsTheBestPrefixOfEachTreeHoweverGoodTheOthersAre() {
    Search search = start(6, 3, Emit.CHOSEN);
    List<? extends Request> second =
        search.advance(children(search.begin(), "0.9 0.8 0.7 0.1 0.3 0.2"));

    assertThat(paths(second)).containsExactly(List.of(0), List.of(4));
    assertThat(widths(second)).containsExactly(3, 3);
  }

  @Test
  void emitsTheSolutionThatATreeCommittedTo() {
    Search search = start(4, 2, Emit.CHOSEN);
    List<? extends Request> second = search.advance(children(search.begin(), "0.9! 0.8! 0.1! 0.3"));
    List<? extends Request> none = search.advance(children(second, "0.4! 0.5!"));

    assertThat(paths(second)).containsExactly(List.of(3));
    assertThat(none).isEmpty();
    assertThat(found(search.candidates())).containsExactly(List.of(0), List.of(3, 1));
  }

  @Test
  void emitsTheFinishedStepsOfTheLastExpansionOfATreeOnRequest() {
    Search search = start(6, 3, Emit.LAST_EXPANSION);
    List<? extends Request> second =
        search.advance(children(search.begin(), "0.9! 0.8! 0.7 0.1! 0.3 0.2!"));
    List<? extends Request> none = search.advance(children(second, "0.4! 0.2 0.1!"));

    assertThat(none).isEmpty();
    assertThat(found(search.candidates()))
        .containsExactly(List.of(0), List.of(1), List.of(4, 0), List.of(4, 2));
  }

  @Test
  void ofEqualStepsTheFirstIsCommitted() {
    Search search = start(4, 2, Emit.CHOSEN);

    assertThat(paths(search.advance(children(search.begin(), "0.5 0.5 0.7 0.7"))))
        .containsExactly(List.of(0), List.of(2));
  }

  @Test
  void aSingleTreeIsRewardGuidedGreedySearch() {
    Search search =
        new GuidedGreedy(3, 0, Aggregation.LAST).start(Scripted.PROBLEM, new SplittableRandom(1));
    List<? extends Request> second = search.advance(children(search.begin(), "0.1 0.6 0.5"));
    List<? extends Request> none = search.advance(children(second, "0.2! 0.1 0.3!"));

    assertThat(paths(second)).containsExactly(List.of(1));
    assertThat(widths(second)).containsExactly(3);
    assertThat(none).isEmpty();
    assertThat(found(search.candidates())).containsExactly(List.of(1, 2));
  }

  @Test
  void refusesBeamsThatAreNoMultipleOfBranching() {
    assertThatThrownBy(() -> new Dvts(7, 2, Emit.CHOSEN, 0, Aggregation.LAST))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("beams must be a positive multiple of branching but was 7 with branching 2");
    assertThatThrownBy(() -> new GuidedGreedy(0, 0, Aggregation.LAST))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("width must be at least 1 but was 0");
  }
}
