package dev.cairn.engine.answer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.engine.answer.AnswerExtractor.Fallback;
import dev.cairn.engine.answer.AnswerGrader.Verdict;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AnswerFuzzTest {
  private static final int PAIRS = 50_000;

  /** What parts two answers of equal keys: what each of the two says beside its value. */
  private static final Set<String> BESIDE_THE_KEY =
      Set.of("different names", "different currencies");

  @Test
  void gradesAHundredThousandNastyAnswersWithoutAContradiction() {
    AnswerGrader grader = new AnswerGrader();
    NastyAnswers answers = new NastyAnswers(20_260_101);
    int equal = 0;
    for (int i = 0; i < PAIRS; i++) {
      String one = answers.next();
      String other = answers.relative(one);
      String key = AnswerKey.of(one);
      boolean blank = key.equals(AnswerKey.BLANK);
      assertThat(grader.grade(one, one).equal()).as(one).isNotEqualTo(blank);
      Verdict verdict = grader.grade(one, other);
      Verdict reverse = grader.grade(other, one);
      assertThat(reverse.equal()).as("%s | %s", one, other).isEqualTo(verdict.equal());
      if (!blank && AnswerKey.of(other).equals(key)) {
        assertThat(verdict.equal() || BESIDE_THE_KEY.contains(verdict.why()))
            .as("%s | %s", one, other)
            .isTrue();
      }
      equal += verdict.equal() ? 1 : 0;
    }
    // Both kinds occur, or the properties above say nothing.
    assertThat(equal).isBetween(PAIRS / 10, PAIRS * 9 / 10);
  }

  @Test
  void extractsNothingOrAnAnswerThatIsNotBlankFromAnyText() {
    NastyAnswers answers = new NastyAnswers(7);
    AnswerExtractor extractor = new AnswerExtractor(Fallback.LAST_NUMBER);
    String[] marks = {"\\boxed{", "\\boxed ", "#### ", "The answer is ", "final answer is $", ""};
    for (int i = 0; i < 20_000; i++) {
      String text = answers.next() + marks[i % marks.length] + answers.next();
      Answer answer = extractor.extract(text);
      assertThat(answer == null || text.contains(answer.text()) || !answer.text().isBlank())
          .as(text)
          .isTrue();
    }
  }
}
