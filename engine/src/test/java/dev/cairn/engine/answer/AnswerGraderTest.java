package dev.cairn.engine.answer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerGraderTest {
  /** What other profiles accept within their tolerance, as they say. */
  private static final Set<String> TOLERANT =
      Set.of("equal to one part in ten thousand", "equal to six decimals");

  private final AnswerGrader grader = new AnswerGrader();

  @Test
  void tellsWhyAndWhatTheReferenceIs() {
    assertThat(grader.grade("0.5", "\\frac12"))
        .isEqualTo(new AnswerGrader.Verdict(true, "equal", AnswerType.NUMBER));
    assertThat(grader.grade("2", "x+1"))
        .isEqualTo(new AnswerGrader.Verdict(false, "different", AnswerType.EXPRESSION));
    assertThat(grader.grade(null, "(C)"))
        .isEqualTo(new AnswerGrader.Verdict(false, "no answer", AnswerType.CHOICE));
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
    assertThat(grader.grade("\\textbf{(B)}", "B").why()).isEqualTo("equal");
    assertThat(grader.grade("(b)", "B").why()).isEqualTo("equal but for the case of the letter");
    assertThat(grader.grade("AB", "B").equal()).isFalse();
    assertThat(grader.grade("(B) 12", "B").equal()).isFalse();
    assertThat(grader.grade("a", "B").equal()).isFalse();
  }

  @Test
  void forgivesAMissingPercentSignButNeverAFactorOfAHundred() {
    assertThat(grader.grade("20\\%", "20").why()).isEqualTo("equal but for a percent sign");
    assertThat(grader.grade("50", "50\\%").equal()).isTrue();
    assertThat(grader.grade("0.5", "50\\%").why()).isEqualTo("equal");
    assertThat(grader.grade("5000\\%", "50\\%").equal()).isFalse();
    assertThat(grader.grade("600", "6").equal()).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "0.333333 | \\frac13 | equal to the digits given",
        "3.141593 | \\pi | equal to the digits given",
        "1.4142135 | \\sqrt{2} | equal to the digits given",
        "0.33333 | \\frac13 | different",
        "3.14160 | \\pi | different",
        "0.000066 | \\frac{1}{15000} | different",
        "0.333333 | 0.3333333 | different",
        "1000001 | 1000000 | different",
        "y + 2x = 0 | y = -2x | equal as equations",
        "y = 2x | y = 3x | different",
        "10:45 | 10:45 a.m. | equal but for the half of the day",
        "10:45 p.m. | 10:45 a.m. | different",
        "3 trucks | 3 | equal but for what is counted",
        "84 \\text{ grains} | 84 | equal but for what is counted",
        "3 dozen | 3 | different",
        "3 or more | 3 | different",
        "7 oranges | 7 apples | different",
        "\u20ac18.90 | 18.90 | equal",
        "\u20ac18.90 | \\$18.90 | different currencies",
        "y = 5 | x = 5 | different names",
        "X = 5 | x = 5 | equal",
        "x = 5 | 5 | equal",
        "y \\in [1,2] | x \\in [1,2] | different names",
        "g(x) = 2x | y = 2x | equal",
      })
  void saysWhichConventionDecided(String given, String reference, String why) {
    assertThat(grader.grade(given, reference).why()).isEqualTo(why);
    assertThat(grader.grade(reference, given).why()).isEqualTo(why);
  }

  @Test
  void acceptsNoPairThatTheVectorsCallDifferent() throws IOException {
    for (Profile profile : Profile.values()) {
      AnswerGrader other = new AnswerGrader(profile);
      List<String> accepted = new ArrayList<>();
      for (JsonNode row : Vectors.read("math_equiv_public.jsonl")) {
        AnswerGrader.Verdict verdict =
            other.grade(row.get("given").asText(), row.get("reference").asText());
        boolean tolerant = TOLERANT.contains(verdict.why());
        if (isFalse(row.get("expect")) && verdict.equal() && !tolerant) {
          accepted.add(row.toString());
        }
      }
      assertThat(accepted).as(profile.name()).isEmpty();
    }
  }

  @Test
  void acceptsThePairsThatTheVectorsCallEqual() throws IOException {
    List<String> rejected = new ArrayList<>();
    int pairs = 0;
    for (JsonNode row : Vectors.read("math_equiv_public.jsonl")) {
      if (row.get("expect").asBoolean()) {
        pairs++;
        if (!equal(grader, row)) {
          rejected.add(row.toString());
        }
      }
    }
    assertThat(pairs).isGreaterThan(1_000);
    assertThat(rejected).hasSizeLessThanOrEqualTo(pairs / 200);
  }

  @Test
  void agreesWithTheUnanimousVerdictsOfThreePublicGraders() throws IOException {
    List<String> others = new ArrayList<>();
    int pairs = 0;
    for (JsonNode row : Vectors.read("math_equiv_public.jsonl")) {
      boolean verdict = row.get("prm800k").asBoolean();
      boolean unanimous =
          row.get("qwen").asBoolean() == verdict && row.get("math_verify").asBoolean() == verdict;
      JsonNode expected = row.get("expect");
      if (unanimous && (expected.isNull() || expected.asBoolean() == verdict)) {
        pairs++;
        if (equal(grader, row) != verdict) {
          others.add(row.toString());
        }
      }
    }
    assertThat(pairs).isGreaterThan(1_000);
    assertThat(others).hasSizeLessThanOrEqualTo(pairs / 100);
  }

  private static boolean isFalse(JsonNode expected) {
    return expected.isBoolean() && !expected.asBoolean();
  }

  private static boolean equal(AnswerGrader grader, JsonNode row) {
    return grader.grade(row.get("given").asText(), row.get("reference").asText()).equal();
  }
}
