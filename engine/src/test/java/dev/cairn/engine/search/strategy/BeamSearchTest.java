package dev.cairn.engine.search.strategy;

import static dev.cairn.engine.search.strategy.Scripted.children;
import static dev.cairn.engine.search.strategy.Scripted.found;
import static dev.cairn.engine.search.strategy.Scripted.paths;
import static dev.cairn.engine.search.strategy.Scripted.widths;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.engine.search.Aggregation;
import dev.cairn.engine.search.Candidate;
import dev.cairn.engine.search.Expansion;
import dev.cairn.engine.search.Expansion.Extent;
import dev.cairn.engine.search.Finish;
import dev.cairn.engine.search.Pruned;
import dev.cairn.engine.search.Request;
import dev.cairn.engine.search.Search;
import dev.cairn.engine.search.SearchStrategy.Signal;
import dev.cairn.engine.search.strategy.BeamSearch.Duplicates;
import dev.cairn.engine.search.strategy.BeamSearch.Finished;
import dev.cairn.engine.search.strategy.BeamSearch.FirstLevel;
import dev.cairn.engine.search.strategy.BeamSearch.Pad;
import dev.cairn.engine.search.strategy.BeamSearch.Trim;
import dev.cairn.engine.search.strategy.BeamSearch.Truncated;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BeamSearchTest {
  private static Search start(int beams, int branching) {
    return new BeamSearch(beams, branching, Aggregation.LAST)
        .start(Scripted.PROBLEM, new SplittableRandom(1));
  }

  @Test
  void samplesAsManyFirstStepsAsThereAreBeams() {
    List<? extends Request> wishes = start(8, 4).begin();

    assertThat(widths(wishes)).containsExactly(8);
    assertThat(paths(wishes)).containsExactly(List.of());
    assertThat(((Expansion) wishes.get(0)).extent()).isEqualTo(Extent.STEP);
  }

  @Test
  void keepsTheBestNOverMAndSamplesMOfEach() {
    Search search = start(8, 4);
    List<? extends Request> wishes =
        search.advance(children(search.begin(), "0.1 0.2 0.9 0.3 0.4 0.8 0.5 0.6"));

    assertThat(paths(wishes)).containsExactly(List.of(2), List.of(5));
    assertThat(widths(wishes)).containsExactly(4, 4);
    assertThat(search.candidates()).isEmpty();
  }

  @Test
  void comparesChildrenOfDifferentPrefixes() {
    Search search = start(4, 2);
    List<? extends Request> second = search.advance(children(search.begin(), "0.9 0.8 0.1 0.1"));
    List<? extends Request> third = search.advance(children(second, "0.2 0.3 0.7 0.6"));

    assertThat(paths(third)).containsExactly(List.of(1, 0), List.of(1, 1));
  }

  @Test
  void aFinishedBeamTakesNoPlaceAndTheOpenWidthStays() {
    Search search = start(4, 2);
    List<? extends Request> wishes = search.advance(children(search.begin(), "0.9! 0.2 0.3 0.1"));

    assertThat(paths(wishes)).containsExactly(List.of(2), List.of(1));
    assertThat(widths(wishes)).containsExactly(2, 2);
    assertThat(found(search.candidates())).containsExactly(List.of(0));
  }

  @Test
  void oneSurvivorGetsTheWholeWidth() {
    Search search = start(8, 2);
    List<? extends Request> wishes =
        search.advance(children(search.begin(), "0.9! 0.2! 0.3! 0.1 0.5! 0.5! 0.5! 0.5!"));

    assertThat(paths(wishes)).containsExactly(List.of(3));
    assertThat(widths(wishes)).containsExactly(8);
  }

  @Test
  void survivorsShareTheWidthAndTheBetterTakeWhatDoesNotDivide() {
    Search search = start(8, 1);
    List<? extends Request> wishes =
        search.advance(children(search.begin(), "0.9! 0.2 0.3! 0.4 0.5! 0.3 0.5! 0.5!"));

    assertThat(paths(wishes)).containsExactly(List.of(3), List.of(5), List.of(1));
    assertThat(widths(wishes)).containsExactly(3, 3, 2);
  }

  @Test
  void tiesKeepTheOrderInWhichTheStepsWereAskedFor() {
    Search search = start(6, 2);
    List<? extends Request> wishes =
        search.advance(children(search.begin(), "0.5 0.7 0.5 0.5 0.7 0.5"));

    assertThat(paths(wishes)).containsExactly(List.of(1), List.of(4), List.of(0));
  }

  @Test
  void eachFinishedCandidateOccursOnceInTheOrderFound() {
    Search search = start(4, 2);
    List<? extends Request> second = search.advance(children(search.begin(), "0.9! 0.8 0.7 0.1!"));
    List<? extends Request> third = search.advance(children(second, "0.1! 0.6 0.5 0.4!"));
    List<? extends Request> none = search.advance(children(third, "0.1! 0.1! 0.1! 0.1!"));

    assertThat(none).isEmpty();
    assertThat(found(search.candidates()))
        .containsExactly(
            List.of(0),
            List.of(3),
            List.of(1, 0),
            List.of(2, 1),
            List.of(1, 1, 0),
            List.of(1, 1, 1),
            List.of(2, 0, 0),
            List.of(2, 0, 1))
        .doesNotHaveDuplicates();
  }

  @Test
  void ranksPrefixesByItsAggregation() {
    // Scripted gives 0.5 to every step but the last: the minima here are 0.5, 0.5, 0.4 and 0.3.
    Search search =
        new BeamSearch(4, 2, Aggregation.MIN).start(Scripted.PROBLEM, new SplittableRandom(1));
    List<? extends Request> second = search.advance(children(search.begin(), "0.5 0.5 0.1 0.1"));
    List<? extends Request> third = search.advance(children(second, "0.6 0.4 0.9 0.3"));

    assertThat(paths(third)).containsExactly(List.of(0, 0), List.of(1, 0));
  }

  private static Search start(
      FirstLevel firstLevel, Finished finished, Duplicates duplicates, Truncated truncated) {
    return new BeamSearch(
            4,
            2,
            firstLevel,
            finished,
            duplicates,
            truncated,
            Trim.NONE,
            Pad.NONE,
            0,
            Aggregation.LAST)
        .start(Scripted.PROBLEM, new SplittableRandom(1));
  }

  private static Search start(Finished finished) {
    return start(FirstLevel.BEAMS, finished, Duplicates.KEEP, Truncated.FINISH);
  }

  @Test
  void beginsWithOneBranchOnRequest() {
    Search search = start(FirstLevel.BRANCHING, Finished.REFILL, Duplicates.KEEP, Truncated.FINISH);

    assertThat(widths(search.begin())).containsExactly(2);
  }

  @Test
  void survivorsAreRepeatedInTheOrderFoundOnRequest() {
    Search search = start(Finished.REFILL_CYCLIC);
    List<? extends Request> second = search.advance(children(search.begin(), "0.1 0.2 0.9! 0.3"));
    List<? extends Request> third = search.advance(children(second, "0.4 0.1 0.9! 0.8"));

    assertThat(paths(second)).containsExactly(List.of(1), List.of(3));
    // The first of both, then the second of both: 1.0 is found before 3.1.
    assertThat(paths(third)).containsExactly(List.of(1, 0), List.of(3, 1));
  }

  @Test
  void finishedBeamsLeaveTheirPlacesEmptyOnRequest() {
    Search search = start(Finished.LEAVE);
    List<? extends Request> next = search.advance(children(search.begin(), "0.9! 0.2 0.8! 0.7!"));

    assertThat(paths(next)).containsExactly(List.of(1));
    assertThat(widths(next)).containsExactly(2);
    assertThat(search.candidates()).hasSize(3);
  }

  @Test
  void aFinishedBeamThatIsKeptTakesItsPlaceForGoodOnRequest() {
    Search search = start(Finished.SHRINK);
    List<? extends Request> second = search.advance(children(search.begin(), "0.9! 0.8 0.7! 0.6"));
    List<? extends Request> third = search.advance(children(second, "0.5 0.4"));
    List<? extends Request> none = search.advance(children(third, "0.2 0.3!"));

    assertThat(paths(second)).containsExactly(List.of(1));
    assertThat(paths(third)).containsExactly(List.of(1, 0));
    assertThat(none).isEmpty();
    assertThat(found(search.candidates())).containsExactly(List.of(0), List.of(1, 0, 1));
  }

  @Test
  void finishedBeamsGoOnCompetingOnRequest() {
    Search search = start(Finished.COMPETE);
    List<? extends Request> second = search.advance(children(search.begin(), "0.5! 0.8 0.1! 0.2"));
    assertThat(found(search.candidates())).containsExactly(List.of(0));
    List<? extends Request> none = search.advance(children(second, "0.9! 0.6!"));

    assertThat(paths(second)).containsExactly(List.of(1));
    assertThat(none).isEmpty();
    assertThat(found(search.candidates())).containsExactly(List.of(1, 0), List.of(1, 1));
  }

  @Test
  void dropsAllButTheFirstOfEqualPrefixesOnRequestAndSaysSo() {
    Search search = start(FirstLevel.BEAMS, Finished.REFILL, Duplicates.DROP, Truncated.FINISH);
    List<List<Candidate>> level = children(search.begin(), "0.9:a 0.9:a 0.2:b 0.3:c");
    List<? extends Request> next = search.advance(level);

    assertThat(paths(next)).containsExactly(List.of(0), List.of(3));
    assertThat(search.pruned(level.get(0).get(1).trajectory())).isEqualTo(Pruned.DUPLICATE);
    assertThat(search.pruned(level.get(0).get(2).trajectory())).isNull();
  }

  @Test
  void discardsWhatALimitCutOffOnRequestAndSaysSo() {
    Search search = start(FirstLevel.BEAMS, Finished.REFILL, Duplicates.KEEP, Truncated.DISCARD);
    List<List<Candidate>> level = children(search.begin(), "0.9~ 0.1! 0.9~ 0.5~");

    assertThat(search.advance(level)).isEmpty();
    assertThat(found(search.candidates())).containsExactly(List.of(1));
    assertThat(search.pruned(level.get(0).get(0).trajectory())).isEqualTo(Pruned.TRUNCATED);
  }

  @Test
  void takesWhatALimitCutOffForFinishedWithItsLabel() {
    Search search = start(Finished.REFILL);
    assertThat(search.advance(children(search.begin(), "0.9~ 0.1! 0.9~ 0.5~"))).isEmpty();

    assertThat(search.candidates())
        .extracting(candidate -> candidate.trajectory().finish())
        .containsExactly(Finish.TRUNCATED, Finish.ANSWERED, Finish.TRUNCATED, Finish.TRUNCATED);
  }

  @Test
  void needsRewards() {
    assertThat(new BeamSearch(4, 2, Aggregation.LAST).needs()).containsExactly(Signal.REWARD);
  }

  @ParameterizedTest
  @CsvSource({"0, 1", "4, 0", "4, 3", "4, 8", "-4, 2", "-4, -2"})
  void refusesBeamsThatAreNoMultipleOfBranching(int beams, int branching) {
    assertThatThrownBy(() -> new BeamSearch(beams, branching, Aggregation.LAST))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "beams must be a positive multiple of branching but was %d with branching %d"
                .formatted(beams, branching));
  }
}
