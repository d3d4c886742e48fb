package dev.cairn.engine.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cairn.engine.simulate.Situation.Change;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ArithmeticProblemsTest {

  @Test
  void everySentenceIsReadBackAsItsOwnOperation() {
    assertThat(Situation.ALL).hasSizeGreaterThanOrEqualTo(12);
    for (Situation situation : Situation.ALL) {
      assertThat(situation.ask()).doesNotContain("{");
      for (Change change : situation.changes()) {
        for (String connective : Situation.CONNECTIVES) {
          String text =
              situation.opening().fill("Emil", 321)
                  + " "
                  + connective
                  + change.sentence().fill("Emil", 17)
                  + " "
                  + situation.ask();
          WordProblem read = WordProblem.in("Q: " + text + "\nA: ");

          assertThat(read.start()).as(text).isEqualTo(321);
          assertThat(read.operations())
              .as(text)
              .containsExactly(new Operation(change.operator(), 17));
          assertThat(read.end()).isEqualTo(3 + text.length());
        }
      }
    }
  }

  @Test
  void aQuestionSaysAllThatIsNeededToSolveIt() {
    List<ArithmeticProblem> problems = ArithmeticProblems.generate(3, 2000);

    for (ArithmeticProblem problem : problems) {
      WordProblem read = WordProblem.in(problem.question());
      List<Long> values = read.values();
      assertThat(values).hasSizeBetween(3, 9).allMatch(value -> value >= 1 && value <= 9999);
      assertThat(values.get(values.size() - 1).toString()).isEqualTo(problem.answer());
      assertThat(read.level()).isEqualTo(problem.level());
    }
    assertThat(problems).extracting(ArithmeticProblem::question).doesNotHaveDuplicates();
    assertThat(problems).extracting(ArithmeticProblem::id).doesNotHaveDuplicates();
  }

  @Test
  void generatesProblemsOfOneLengthAndLevel() {
    for (int level = 1; level <= ArithmeticProblems.LEVELS; level++) {
      for (ArithmeticProblem problem : ArithmeticProblems.generate(9, 20, 5, level)) {
        assertThat(WordProblem.in(problem.question()).operations()).hasSize(5);
        assertThat(problem.level()).isEqualTo(level);
      }
    }
    assertThatThrownBy(() -> ArithmeticProblems.generate(9, 20, 5, 6))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("level must be in [1, 5] but was 6");
  }

  @Test
  void theCheckedInSetIsWhatTheGeneratorGives() throws IOException {
    List<String> lines = new ArrayList<>();
    Map<Integer, Integer> levels = new HashMap<>();
    for (ArithmeticProblem problem : ArithmeticProblems.generate(2026, 200)) {
      JsonNode row =
          Wire.object()
              .put("id", problem.id())
              .put("question", problem.question())
              .put("answer", problem.answer())
              .put("level", problem.level());
      lines.add(row.toString());
      levels.merge(problem.level(), 1, Integer::sum);
    }

    assertThat(Files.readAllLines(Path.of("..", "datasets", "arithmetic-200.jsonl")))
        .isEqualTo(lines);
    assertThat(levels).isEqualTo(Map.of(1, 40, 2, 40, 3, 40, 4, 40, 5, 40));
  }

  @Test
  void anAlteredQuestionIsRefusedNotGuessed() {
    String question = ArithmeticProblems.generate(1, 1, 3, 2).get(0).question();
    String altered = question.replaceFirst("\\. ", ". Something odd happens 4 times. ");

    assertThatThrownBy(() -> WordProblem.in(altered))
        .isInstanceOf(RequestRefused.class)
        .hasMessageContaining("cannot read: Something odd happens");
  }
}
