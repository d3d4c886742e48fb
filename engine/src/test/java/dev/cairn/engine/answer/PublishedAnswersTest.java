package dev.cairn.engine.answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cairn.engine.answer.AnswerExtractor.Fallback;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Reference answers and graded model solutions as their authors published them. */
class PublishedAnswersTest {
  private static final Path FOLDER = Path.of("..", "..", "shared", "data");

  private final AnswerExtractor extractor = new AnswerExtractor(Fallback.LAST_NUMBER);
  private final AnswerGrader grader = new AnswerGrader();

  @Test
  void readsEveryReferenceOfMath500FromItsSolution() throws IOException {
    for (JsonNode row : rows("math500/test500.jsonl")) {
      assertSame(row.get("solution").asText(), row.get("answer").asText(), Rule.BOXED);
    }
  }

  @Test
  void readsEveryReferenceOfGsm8kFromItsSolution() throws IOException {
    for (JsonNode row : rows("gsm8k/test.jsonl")) {
      String solution = row.get("answer").asText();
      String reference = solution.substring(solution.indexOf("####") + 4);
      assertSame(solution, reference, Rule.HASHES);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Profile.class,
      names = {"DEFAULT", "GSM8K"})
  void gradesTheModelSolutionsOfGsm8kAsItsAuthorsDid(Profile profile) throws IOException {
    AnswerGrader official = new AnswerGrader(profile);
    List<String> differences = new ArrayList<>();
    for (JsonNode row : rows("gsm8k/example_model_solutions.jsonl.gz")) {
      String reference = afterMark(row.get("ground_truth").asText());
      for (String model : List.of("6b_finetuning", "6b_verification", "175b_verification")) {
        JsonNode solution = row.get(model);
        String given = afterMark(solution.get("solution").asText());
        if (official.grade(given, reference).equal() != solution.get("is_correct").asBoolean()) {
          differences.add(model + ": " + given + " for " + reference);
        }
      }
    }
    assertThat(differences).isEmpty();
  }

  private void assertSame(String solution, String reference, Rule rule) {
    Answer answer = extractor.extract(solution);
    assertThat(answer).as(solution).isNotNull();
    assertThat(answer.rule()).as(solution).isEqualTo(rule);
    assertThat(grader.grade(answer.text(), reference).why()).as(solution).isEqualTo("equal");
  }

  /** These solutions state their answer after "A:". */
  private static String afterMark(String solution) {
    int mark = solution.lastIndexOf("A:");
    return mark < 0 ? "" : solution.substring(mark + 2).strip();
  }

  private static List<JsonNode> rows(String name) throws IOException {
    Path file = FOLDER.resolve(name);
    assumeThat(file).as("this test needs the public data in %s", FOLDER).exists();
    ObjectMapper json = new ObjectMapper();
    List<JsonNode> rows = new ArrayList<>();
    InputStream bytes = Files.newInputStream(file);
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                name.endsWith(".gz") ? new GZIPInputStream(bytes) : bytes,
                StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        rows.add(json.readTree(line));
      }
    }
    return rows;
  }
}
