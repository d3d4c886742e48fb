package dev.cairn.engine.answer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cairn.engine.answer.AnswerExtractor.Fallback;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerExtractorTest {
  private static final int MEGABYTE = 1 << 20;

  private final AnswerExtractor extractor = new AnswerExtractor(Fallback.LAST_NUMBER);

  @Test
  void readsOnlyWhatFollowsTheThought() {
    assertFound("<think>\\boxed{1}</think> The answer is 2.", "2", Rule.ANSWER_IS);
    assertFound("<think>a</think> \\boxed{4} <think>\\boxed{5}</think>\n6", "6", Rule.LAST_NUMBER);
  }

  @Test
  void readsTheThoughtIfNothingFollowsIt() {
    assertFound("<think>\\boxed{3}</think> \n", "3", Rule.BOXED);
  }

  @Test
  void takesTheLastBox() {
    assertFound("\\boxed{1}, then \\fbox{2} and 7", "2", Rule.BOXED);
    assertFound("The answer is 4, so \\boxed{5}", "5", Rule.BOXED);
    assertFound("\\boxed{\\boxed{8}}", "8", Rule.BOXED);
  }

  @Test
  void balancesBracesButNotEscapedOnes() {
    assertFound("$\\boxed{\\frac{1}{2}}$", "\\frac{1}{2}", Rule.BOXED);
    assertFound("\\boxed{\\{1,2\\}}", "\\{1,2\\}", Rule.BOXED);
    assertFound("\\boxed{a\\}b}}}", "a\\}b", Rule.BOXED);
    assertFound("} { \\boxed{\n 7 \n}", "7", Rule.BOXED);
    assertFound("\\boxed{1 \\\\} 2", "1 \\\\", Rule.BOXED);
  }

  @Test
  void skipsUnfinishedAndBlankBoxes() {
    assertFound("\\boxed{4} and later \\boxed{5", "4", Rule.BOXED);
    assertFound("\\boxed{5, of which \\boxed{6} is", "6", Rule.BOXED);
    assertFound("\\boxed{3}. Empty: \\boxed{ } $\\boxed $", "3", Rule.BOXED);
  }

  @Test
  void readsBoxesWithoutBraces() {
    assertFound("$\\boxed 5$ apples", "5", Rule.BOXED);
    assertFound("\\(\\boxed5\\) or 6", "5", Rule.BOXED);
    assertFound("\\boxed 5 m\nnext 6", "5 m", Rule.BOXED);
  }

  @Test
  void wantsTheWholeControlWord() {
    assertFound("boxed{7}, nothing boxed remains", "7", Rule.LAST_NUMBER);
    assertFound("\\boxedtext{5} and \\Boxed{6}", "6", Rule.LAST_NUMBER);
  }

  @Test
  void takesTheFirstFinalAnswerInDollars() {
    assertFound(
        "The final answer is $x=3$. I hope it is correct.\n\nThe final answer is $4$. I hope",
        "x=3",
        Rule.FINAL_ANSWER);
    assertFound(
        "The final answer is $3$, and the final answer is $5$. I hope", "5", Rule.FINAL_ANSWER);
  }

  @Test
  void takesTheFirstLineAfterFourHashes() {
    assertFound("#### 1,234\n\nQuestion: next?\n#### 20", "1,234", Rule.HASHES);
    assertFound("####72.\n", "72", Rule.HASHES);
    assertFound("####\n#### $18", "$18", Rule.HASHES);
  }

  @Test
  void takesNoHeadingForAnAnswer() {
    assertFound("#### Step 1: Read\n#### Length:\n##### five\nIt is 9", "9", Rule.LAST_NUMBER);
  }

  @Test
  void takesWhatTheLastAnswerIsSaidToBe() {
    assertFound("Answer: 3. The answer is 5. Let me see: 2+3=5.", "5", Rule.ANSWER_IS);
    assertFound("the answer is $\\frac{1}{2}$.", "\\frac{1}{2}", Rule.ANSWER_IS);
    assertFound("So the ANSWER is **17**.", "17", Rule.ANSWER_IS);
    assertFound("**Answer:** \\[ 4 \\] since", "4", Rule.ANSWER_IS);
    assertFound("My answer = 8.5 and so on\n9", "8.5 and so on", Rule.ANSWER_IS);
    assertFound("The answer is 50%.", "50%", Rule.ANSWER_IS);
  }

  @Test
  void passesOverAnAnswerThatIsNotTold() {
    assertFound("Answer: 6\nThe answer is\n", "6", Rule.ANSWER_IS);
    assertFound("The answer isotope has 12", "12", Rule.LAST_NUMBER);
  }

  @Test
  void fallsBackToTheLastNumber() {
    assertFound("There are 1,234,567 people.", "1234567", Rule.LAST_NUMBER);
    assertFound("of 72,00", "00", Rule.LAST_NUMBER);
    assertFound("1,2,345", "345", Rule.LAST_NUMBER);
    assertFound("It is .5", ".5", Rule.LAST_NUMBER);
    assertFound("is 1,234.50.", "1234.50", Rule.LAST_NUMBER);
    assertFound("a=-13$", "-13", Rule.LAST_NUMBER);
    assertFound("10-3", "3", Rule.LAST_NUMBER);
    assertFound("10/3", "3", Rule.LAST_NUMBER);
    assertFound("-7", "-7", Rule.LAST_NUMBER);
  }

  @Test
  void leavesASolutionWithoutAStatementUnansweredIfToldSo() {
    AnswerExtractor strict = new AnswerExtractor(Fallback.NONE);
    assertThat(strict.extract("It is 5")).isNull();
    assertThat(strict.extract("\\boxed{5}")).isEqualTo(new Answer("5", Rule.BOXED));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n\n", "no numbers here", "\\boxed{}", "####", "The answer is "})
  void findsNothingWhereNothingIs(String solution) {
    assertThat(extractor.extract(solution)).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{",
        "}",
        "\\boxed{",
        "\\boxed ",
        "\\boxed{}",
        "\\",
        "9",
        "9,",
        "-",
        "answer is ",
        "answer is $$\n",
        "answer is \\(",
        "####\n",
        "final answer is $",
        ". ",
        "</think>"
      })
  void readsAMegabyteOfAnything(String unit) {
    String end = "\nso \\boxed{5}";
    Answer answer = extractor.extract(unit.repeat(MEGABYTE / unit.length()) + end);

    assertThat(answer).isEqualTo(new Answer("5", Rule.BOXED));
  }

  @Test
  void agreesWithTheOracleVectors() throws IOException {
    List<JsonNode> rows = Vectors.read("extract.jsonl");
    List<String> differences = new ArrayList<>();
    for (JsonNode row : rows) {
      Answer answer = extractor.extract(row.get("solution").asText());
      String text = answer == null ? null : answer.text();
      if (!Objects.equals(text, Vectors.text(row, "expected"))) {
        differences.add(row.get("id").asText());
      }
    }
    assertThat(differences).hasSizeLessThanOrEqualTo(rows.size() / 50);
  }

  private void assertFound(String solution, @Nullable String text, Rule rule) {
    Answer answer = extractor.extract(solution);
    assertThat(answer).as(solution).isNotNull();
    assertThat(answer.text()).as(solution).isEqualTo(text);
    assertThat(answer.rule()).as(solution).isEqualTo(rule);
  }
}
