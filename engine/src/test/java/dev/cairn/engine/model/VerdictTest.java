package dev.cairn.engine.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.cairn.engine.model.ThinkPrm.Box;
import dev.cairn.engine.worker.Completion.Alternative;
import dev.cairn.engine.worker.MalformedAnswerException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How the verdicts of generative reward models are read. */
class VerdictTest {
  private static Alternative token(String text, double p) {
    return new Alternative(text, Math.log(p));
  }

  @Test
  void addsUpTheSpellingsOfALabel() {
    List<Alternative> likeliest =
        List.of(token("Yes", 0.3), token(" yes", 0.1), token("No", 0.1), token("Maybe", 0.2));

    assertThat(Odds.of(likeliest, "yes", "no")).isCloseTo(0.8, within(1e-12));
  }

  @Test
  void takesAMissingLabelForTheLeastLikelyTokenThatWasTold() {
    List<Alternative> likeliest = List.of(token("+", 0.6), token("x", 0.2), token("y", 0.1));

    assertThat(Odds.of(likeliest, "+", "-")).isCloseTo(0.6 / 0.7, within(1e-12));
  }

  @Test
  void takesAMissingLabelForNoMoreThanWhatAllThatWereToldLeave() {
    assertThat(Odds.of(List.of(token("No", 0.9)), "yes", "no")).isCloseTo(0.1, within(1e-12));
    assertThat(Odds.of(List.of(token("Yes", 1)), "yes", "no")).isEqualTo(1);
  }

  @Test
  void findsALabelHoweverItIsSpelledInTheSettings() {
    List<Alternative> likeliest = List.of(token("GOOD", 0.6), token("bad", 0.2));

    assertThat(Odds.of(likeliest, " Good", "BAD")).isCloseTo(0.75, within(1e-12));
  }

  @Test
  void knowsAWordByItsFirstToken() {
    List<Alternative> likeliest = List.of(token("correct", 0.25), token("in", 0.75));

    assertThat(Odds.of(likeliest, "correct", "incorrect")).isCloseTo(0.25, within(1e-12));
  }

  @Test
  void makesNoNumberOfAVerdictWithoutLabels() {
    assertThatThrownBy(() -> Odds.of(List.of(token("x", 0.5)), "+", "-"))
        .isInstanceOf(MalformedAnswerException.class);
    assertThatThrownBy(() -> Odds.of(List.of(), "+", "-"))
        .isInstanceOf(MalformedAnswerException.class);
    assertThatThrownBy(
            () ->
                Odds.of(
                    List.of(
                        new Alternative("+", Double.NEGATIVE_INFINITY),
                        new Alternative("-", Double.NEGATIVE_INFINITY)),
                    "+",
                    "-"))
        .isInstanceOf(MalformedAnswerException.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "none",
      value = {
        "\\boxed{1} | 1",
        "\\boxed{0} no, \\boxed{ 1 } | 1",
        "\\boxed{-1} | -1",
        "\\boxed{\u22121} | -1",
        "\\boxed{paragraph_2} | 2",
        "\\boxed{\\text{paragraph_0}} | 0",
        "\\boxed{3} | none",
        "\\boxed{-2} | none",
        "\\boxed{one} | none",
        "nothing | none",
      })
  void readsTheFirstErrorOfACritic(String text, Integer index) {
    assertThat(CriticPrm.firstError(text, 3)).isEqualTo(index);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "none",
      value = {
        "{\"reasoning\": \"x\", \"score\": 7} | 0.7",
        "Well: {\"reasoning\": \"x\", \"score\": 10} | 1.0",
        "```json {\"score\": 2.5}``` | 0.25",
        "{\"reasoning\": \"un\"closed\", \"score\": 4 | 0.4",
        "First {\"score\": 3}, no: {\"score\": 8, \"reasoning\": \"\\\\frac{1}{2}\"} | 0.8",
        "So: {\"score\": 8, \"parts\": [{\"score\": 3}]} fits {1, 2}. | 0.8",
        "{\"score\": 11} | none",
        "{\"score\": -1} | none",
        "{\"score\": \"high\"} | none",
        "Eight of ten. | none",
      })
  void readsTheScoreOfAJudge(String text, Double score) {
    assertThat(Judge.scoreOf(text)).isEqualTo(score);
  }

  @Test
  void prefersTheVerdictsAfterTheThoughts() {
    assertThat(ThinkPrm.boxes("\\boxed{incorrect} hm</think>Step 1: \\boxed{correct}"))
        .extracting(Box::correct)
        .containsExactly(true);
    assertThat(ThinkPrm.boxes("\\boxed{correct} \\boxed{incorrect}</think> done"))
        .extracting(Box::correct)
        .containsExactly(true, false);
    assertThat(ThinkPrm.boxes("\\boxed{7}")).isEmpty();
  }
}
