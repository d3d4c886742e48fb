package dev.cairn.engine.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.engine.search.Expansion.Decoding;
import dev.cairn.engine.search.Expansion.Extent;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExpansionTest {
  private static final Trajectory ROOT = Trajectory.start(new Problem("p", "1 + 1?", "2"));

  @Test
  void samplesStepsOrSolutions() {
    assertThat(Expansion.steps(ROOT, 4))
        .isEqualTo(new Expansion(ROOT, 4, Extent.STEP, Decoding.SAMPLED));
    assertThat(Expansion.solutions(ROOT, 2))
        .isEqualTo(new Expansion(ROOT, 2, Extent.SOLUTION, Decoding.SAMPLED));
  }

  @Test
  void refusesAFinishedTrajectory() {
    Trajectory ended = ROOT.append(0, List.of(), Finish.TRUNCATED);

    assertThatThrownBy(() -> Expansion.steps(ended, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("only an open trajectory can be expanded");
  }

  @Test
  void refusesAWidthBelowOne() {
    assertThatThrownBy(() -> Expansion.steps(ROOT, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("width must be at least 1 but was 0");
  }

  @Test
  void refusesSeveralGreedyChildren() {
    assertThatThrownBy(() -> new Expansion(ROOT, 2, Extent.STEP, Decoding.GREEDY))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("width must be 1 for greedy decoding, which has one outcome, but was 2");
  }
}
