package dev.cairn.engine.answer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerGraderTest {
  /** The categories of the vectors that numbers, words, choices and wrappers make up. */
  private static final Set<String> IN_SCOPE =
      Set.of(
          "int",
          "int_same",
          "fraction",
          "decimal",
          "thousands",
          "percent",
          "currency",
          "units",
          "mixed",
          "negfrac",
          "sci",
          "number_word",
          "tolerance",
          "mcq",
          "text",
          "unicode",
          "empty",
          "public_same",
          "wrap",
          "wrap_boxed",
          "wrap_dfrac",
          "wrap_dollar",
          "wrap_leftright",
          "wrap_nospace",
          "wrap_period",
          "wrap_space");

  private final AnswerGrader grader = new AnswerGrader();

  @Test
  void tellsWhy() {
    assertThat(grader.grade("0.5", "\\frac12")).isEqualTo(new AnswerGrader.Verdict(true, "equal"));
    assertThat(grader.grade("2", "3")).isEqualTo(new AnswerGrader.Verdict(false, "different"));
    assertThat(grader.grade(null, "3")).isEqualTo(new AnswerGrader.Verdict(false, "no answer"));
    assertThat(grader.grade("$\\text{}$", "3").why()).isEqualTo("no answer");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "$$", "\\text{ }"})
  void matchesNothingWithABlankReference(String reference) {
    assertThat(grader.grade("", reference).why()).isEqualTo("no reference");
    assertThat(grader.grade(reference, reference).equal()).isFalse();
  }

  @Test
  void meetsAChoiceByItsLetterAlone() {
    assertThat(grader.grade("\\textbf{(B)}", "B").equal()).isTrue();
    assertThat(grader.grade("b", "B").equal()).isFalse();
    assertThat(grader.grade("AB", "B").equal()).isFalse();
    assertThat(grader.grade("(B) 12", "B").equal()).isFalse();
  }

  @Test
  void forgivesAMissingPercentSignButNeverAFactorOfAHundred() {
    assertThat(grader.grade("20\\%", "20").why()).isEqualTo("equal but for a percent sign");
    assertThat(grader.grade("50", "50\\%").equal()).isTrue();
    assertThat(grader.grade("0.5", "50\\%").why()).isEqualTo("equal");
    assertThat(grader.grade("5000\\%", "50\\%").equal()).isFalse();
    assertThat(grader.grade("600", "6").equal()).isFalse();
  }

  @Test
  void acceptsNoPairThatTheVectorsCallDifferent() throws IOException {
    List<String> accepted = new ArrayList<>();
    for (JsonNode row : Vectors.read("math_equiv_public.jsonl")) {
      if (row.get("expect").isBoolean() && !row.get("expect").asBoolean() && equal(row)) {
        accepted.add(row.toString());
      }
    }
    assertThat(accepted).isEmpty();
  }

  @Test
  void acceptsTheEqualPairsOfItsScope() throws IOException {
    List<String> rejected = new ArrayList<>();
    int pairs = 0;
    for (JsonNode row : Vectors.read("math_equiv_public.jsonl")) {
      if (row.get("expect").asBoolean() && IN_SCOPE.contains(row.get("category").asText())) {
        pairs++;
        if (!equal(row)) {
          rejected.add(row.toString());
        }
      }
    }
    assertThat(pairs).isPositive();
    assertThat(rejected).hasSizeLessThanOrEqualTo(pairs / 100);
  }

  private boolean equal(JsonNode row) {
    return grader.grade(row.get("given").asText(), row.get("reference").asText()).equal();
  }
}
