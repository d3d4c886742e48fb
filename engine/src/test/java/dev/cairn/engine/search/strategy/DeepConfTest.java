package dev.cairn.engine.search.strategy;

import static dev.cairn.engine.search.strategy.Scripted.found;
import static dev.cairn.engine.search.strategy.Scripted.paths;
import static dev.cairn.engine.search.strategy.Scripted.widths;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.cairn.engine.search.Candidate;
import dev.cairn.engine.search.Expansion;
import dev.cairn.engine.search.Expansion.Extent;
import dev.cairn.engine.search.Finish;
import dev.cairn.engine.search.Pruned;
import dev.cairn.engine.search.Request;
import dev.cairn.engine.search.Search;
import dev.cairn.engine.search.Step;
import dev.cairn.engine.search.Trajectory;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The steps of {@link Scripted} have three tokens. */
class DeepConfTest {
  private final Scripted script = new Scripted();

  private static Search start(DeepConf deepConf) {
    return deepConf.start(Scripted.PROBLEM, new SplittableRandom(1));
  }

  private static double confidence(int window, List<Step> steps) {
    return new DeepConf(2, 1, 0.9, window, 1, 0.95)
        .confidence(Trajectory.start(Scripted.PROBLEM).append(0, steps, Finish.ANSWERED));
  }

  @Test
  void confidenceIsTheGeometricMeanOfTheLeastSureGroup() {
    List<Step> steps =
        List.of(new Step("a", 2, -0.2), new Step("b", 2, -2.0), new Step("c", 2, -0.4));

    // Groups of one step; of two steps; all that there is.
    assertThat(confidence(1, steps)).isEqualTo(Math.exp(-2.0 / 2), within(1e-12));
    assertThat(confidence(3, steps)).isEqualTo(Math.exp(-2.4 / 4), within(1e-12));
    assertThat(confidence(100, steps)).isEqualTo(Math.exp(-2.2 / 4), within(1e-12));
  }

  @Test
  void percentilesLieBetweenNeighbours() {
    assertThat(DeepConf.percentile(List.of(4.0, 1.0, 3.0, 2.0), 0)).isEqualTo(1);
    assertThat(DeepConf.percentile(List.of(4.0, 1.0, 3.0, 2.0), 1)).isEqualTo(4);
    assertThat(DeepConf.percentile(List.of(4.0, 1.0, 3.0, 2.0), 0.1)).isEqualTo(1.3, within(1e-12));
  }

  @Test
  void givesUpALaterSolutionAsSoonAsItIsLessSureThanTheWarmUp() {
    // Two warm-up solutions, both kept: the threshold is the worse one's.
    Search search = start(new DeepConf(4, 2, 1, 3, 2, 0.95));
    assertThat(search.begin())
        .extracting(wish -> ((Expansion) wish).extent())
        .containsExactly(Extent.SOLUTION);
    List<? extends Request> online =
        search.advance(script.answer(search.begin(), "0.5!=a@-0.3 0.5!=b@-0.9"));
    assertThat(online).extracting(wish -> ((Expansion) wish).extent()).containsExactly(Extent.STEP);
    assertThat(widths(online)).containsExactly(2);

    List<List<Candidate>> firstSteps = script.answer(online, "0.5@-1.2 0.5@-0.6");
    List<? extends Request> next = search.advance(firstSteps);
    List<? extends Request> none = search.advance(script.answer(next, "0.5!=b@-0.6"));

    assertThat(paths(next)).containsExactly(List.of(3));
    assertThat(search.pruned(firstSteps.get(0).get(0).trajectory()))
        .isEqualTo(Pruned.LOW_CONFIDENCE);
    assertThat(none).isEmpty();
    assertThat(found(search.candidates())).containsExactly(List.of(0), List.of(1), List.of(3, 0));
  }

  @Test
  void theWarmUpMustMeetTheThresholdToo() {
    Search search = start(new DeepConf(2, 2, 0.5, 3, 1, 0.95));

    // The median of -0.3 and -0.9 lies between them.
    assertThat(search.advance(script.answer(search.begin(), "0.5!=a@-0.3 0.5!=b@-0.9"))).isEmpty();
    assertThat(found(search.candidates())).containsExactly(List.of(0));
  }

  @Test
  void stopsWhenOneAnswerHasTheShareOfTheConfidence() {
    Search search = start(new DeepConf(8, 3, 1, 3, 1, 0.6));

    assertThat(search.advance(script.answer(search.begin(), "0.5!=a@-0.3 0.5!=b@-0.3 0.5!=a@-0.3")))
        .isEmpty();
  }

  @Test
  void saysWhichSignalItIsMissing() {
    Search search = start(new DeepConf(8, 1, 1, 3, 1, 0.6));

    assertThatThrownBy(() -> search.advance(script.answer(search.begin(), "0.5!=a")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("the policy told no log-probability, which deepconf needs");
  }

  @Test
  void refusesValuesOutOfRange() {
    assertThatThrownBy(() -> new DeepConf(2, 3, 0.9, 1, 1, 0.95))
        .hasMessage("warm-up must be in [1, n] but was 3 with n 2");
    assertThatThrownBy(() -> new DeepConf(2, 1, 0, 1, 1, 0.95))
        .hasMessage("keep must be in (0, 1] but was 0.0");
    assertThatThrownBy(() -> new DeepConf(2, 1, 0.9, 0, 1, 0.95))
        .hasMessage("window must be at least 1 but was 0");
    assertThatThrownBy(() -> new DeepConf(2, 1, 0.9, 1, 0, 0.95))
        .hasMessage("batch must be at least 1 but was 0");
    assertThatThrownBy(() -> new DeepConf(2, 1, 0.9, 1, 1, 2))
        .hasMessage("consensus must be in [0, 1] but was 2.0");
  }
}
