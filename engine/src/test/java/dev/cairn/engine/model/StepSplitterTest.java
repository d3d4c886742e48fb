package dev.cairn.engine.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.cairn.engine.search.Step;
import dev.cairn.engine.worker.Completion.Choice;
import dev.cairn.engine.worker.Completion.Ending;
import dev.cairn.engine.worker.Completion.Token;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StepSplitterTest {
  private static final List<String> PIECES =
      List.of("a", "bc", " ", "\n", "\n\n", "\n\n", "\t", "x y", "\u2003", "é", "😀");
  private static final StepSplitter SPLITTER = new StepSplitter("\n\n");

  private static Choice choice(String text, @Nullable Double logProb, List<Token> tokens) {
    return new Choice(text, Ending.END, null, logProb, tokens);
  }

  private static List<Token> tokens(Random random) {
    List<Token> tokens = new ArrayList<>();
    for (int i = random.nextInt(25); i > 0; i--) {
      tokens.add(new Token(PIECES.get(random.nextInt(PIECES.size())), -random.nextDouble()));
    }
    return tokens;
  }

  private static String text(List<Token> tokens) {
    return tokens.stream().map(Token::text).collect(Collectors.joining());
  }

  @Test
  void losesNothingAndMakesNoBlankStepOfAnyText() {
    Random random = new Random(5);
    for (int i = 0; i < 5000; i++) {
      String text = text(tokens(random));
      List<String> steps = SPLITTER.split(text);

      assertThat(steps).noneMatch(String::isBlank);
      if (text.isBlank()) {
        assertThat(steps).isEmpty();
      } else {
        assertThat(String.join("", steps)).isEqualTo(text);
      }
      for (String step : steps.subList(0, Math.max(0, steps.size() - 1))) {
        assertThat(step).endsWith("\n\n");
      }
      assertThat(steps)
          .allSatisfy(step -> assertThat(step.strip()).as(text).doesNotContain("\n\n"));
    }
  }

  @Test
  void givesEveryTokenAndItsLogProbabilityToOneStep() {
    Random random = new Random(6);
    for (int i = 0; i < 5000; i++) {
      List<Token> tokens = tokens(random);
      tokens.add(new Token("<|end|>", -0.125));
      String text = text(tokens.subList(0, tokens.size() - 1));
      double sum = tokens.stream().mapToDouble(Token::logProb).sum();
      List<Step> steps = SPLITTER.steps(choice(text, sum, tokens), tokens.size());

      assertThat(steps.isEmpty()).isEqualTo(text.isBlank());
      if (!steps.isEmpty()) {
        assertThat(steps.stream().mapToInt(Step::tokens).sum()).isEqualTo(tokens.size());
        double told = 0;
        for (Step step : steps) {
          Double logProb = step.logProb();
          assertThat(logProb).isNotNull();
          told += logProb == null ? 0 : logProb;
        }
        assertThat(told).isCloseTo(sum, within(1e-9));
      }
    }
  }

  @Test
  void dividesACountThatIsKnownForTheWholeOnly() {
    Random random = new Random(7);
    for (int i = 0; i < 5000; i++) {
      String text = text(tokens(random));
      int count = random.nextInt(60);
      List<Step> steps = SPLITTER.steps(choice(text, null, List.of()), count);

      if (!steps.isEmpty()) {
        assertThat(steps.stream().mapToInt(Step::tokens).sum()).isEqualTo(count);
        assertThat(steps).allSatisfy(step -> assertThat(step.logProb()).isNull());
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "One.##Two.,One.##|Two.",
        "One.##Two.##,One.##|Two.##",
        "##One.##,##One.##",
        "One.## ##  ##Two.,One.## ##  ##|Two.",
        "One.## ## ,One.## ## ",
        "One.###Two.,One.##|#Two.",
        " One., One.",
      })
  void givesBlankTextToANeighbour(String text, String steps) {
    assertThat(String.join("|", new StepSplitter("##").split(text))).isEqualTo(steps);
  }

  @Test
  void givesATokenThatCrossesABorderToTheStepItBeginsIn() {
    List<Token> tokens =
        List.of(new Token("One", -1), new Token(".\n\nTwo", -2), new Token(".", -4));

    assertThat(SPLITTER.steps(choice("One.\n\nTwo.", -7.0, tokens), 3))
        .containsExactly(new Step("One.\n\n", 2, -3.0), new Step("Two.", 1, -4.0));
  }

  @Test
  void keepsTheSumsOfASingleStep() {
    assertThat(SPLITTER.steps(choice("One.\n\n", -7.5, List.of()), 4))
        .containsExactly(new Step("One.\n\n", 4, -7.5));
  }

  @Test
  void sharesInProportion() {
    assertThat(StepSplitter.share(10, List.of(3, 1, 1))).containsExactly(6, 2, 2);
    assertThat(StepSplitter.share(2, List.of(1, 1, 1))).containsExactly(0, 1, 1);
    assertThat(StepSplitter.share(5, List.of(0, 0))).containsExactly(5, 0);
  }
}
