package dev.cairn.engine.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

class TrajectoryTest {
  private static final Problem PROBLEM = new Problem("p", "2 + 3 + 4?", "9");

  @Test
  void startsOpenAndEmpty() {
    Trajectory root = Trajectory.start(PROBLEM);

    assertThat(root.open()).isTrue();
    assertThat(root.path()).isEmpty();
    assertThat(root.text()).isEmpty();
    assertThat(root.tokens()).isZero();
  }

  @Test
  void addsTheChildsNumberToThePathAndItsStepsToTheText() {
    Trajectory first =
        Trajectory.start(PROBLEM)
            .append(3, List.of(new Step("2 + 3 = 5\n\n", 5, null)), Finish.SEPARATOR);
    Trajectory end =
        first.append(
            1,
            List.of(new Step("5 + 4 = 9\n\n", 5, -0.5), new Step("Nine.", 2, -0.1)),
            Finish.ANSWERED);

    assertThat(first.path()).containsExactly(3);
    assertThat(end.path()).containsExactly(3, 1);
    assertThat(end.text()).isEqualTo("2 + 3 = 5\n\n5 + 4 = 9\n\nNine.");
    assertThat(end.steps()).hasSize(3);
    assertThat(end.tokens()).isEqualTo(12);
    assertThat(end.open()).isFalse();
  }

  @Test
  void aChildWithoutStepsIsANodeOfItsOwn() {
    Trajectory ended = Trajectory.start(PROBLEM).append(0, List.of(), Finish.ANSWERED);

    assertThat(ended.path()).containsExactly(0);
    assertThat(ended.steps()).isEmpty();
    assertThat(ended.open()).isFalse();
  }

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "SEPARATOR")
  void cannotBeContinuedOnceItIsFinished(Finish finish) {
    Trajectory ended = Trajectory.start(PROBLEM).append(0, List.of(), finish);

    assertThatThrownBy(() -> ended.append(0, List.of(), Finish.ANSWERED))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("a trajectory that is %s cannot be continued".formatted(finish));
  }

  @Test
  void problemsNeedAnIdAndAQuestion() {
    assertThatThrownBy(() -> new Problem(" ", "1 + 1?", null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("id must not be blank");
    assertThatThrownBy(() -> new Problem("p", "\n", null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("question must not be blank");
  }

  @Test
  void stepsNeedACountAndANumberForALogProbability() {
    assertThatThrownBy(() -> new Step("a", -1, null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("tokens must not be negative but was -1");
    assertThatThrownBy(() -> new Step("a", 1, Double.NaN))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("logProb must be a number");
  }
}
