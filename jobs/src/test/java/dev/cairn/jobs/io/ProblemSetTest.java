package dev.cairn.jobs.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.engine.config.RunSpec.DataSpec;
import dev.cairn.engine.config.UserException;
import dev.cairn.engine.search.Problem;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProblemSetTest {
  private static final String FIRST = "{\"id\":\"a\",\"question\":\"1 + 1?\",\"answer\":\"2\"}";
  private static final String SECOND = "{\"id\":\"b\",\"question\":\"2 + 2?\",\"answer\":4}";

  private Path file;

  @BeforeEach
  void name(@TempDir Path directory) {
    file = directory.resolve("set.jsonl");
  }

  private List<Problem> read(String... lines) throws IOException {
    Files.write(file, List.of(lines));
    return read(new DataSpec(file.toString(), "id", "question", "answer", 0));
  }

  private static List<Problem> read(DataSpec data) {
    return ProblemSet.read(new Configuration(), data);
  }

  @Test
  void readsProblemsInTheirOrderAndPassesOverBlankLines() throws IOException {
    assertThat(read(SECOND, "", "  ", FIRST))
        .containsExactly(new Problem("b", "2 + 2?", "4"), new Problem("a", "1 + 1?", "2"));
  }

  @Test
  void readsCharactersOfAllLanguages() throws IOException {
    assertThat(read("{\"id\":\"é\",\"question\":\"√16 → 四\",\"answer\":\"½\"}"))
        .containsExactly(new Problem("é", "√16 → 四", "½"));
  }

  @Test
  void namesAFileThatIsMissing() {
    assertThatThrownBy(() -> read(new DataSpec(file.toString(), "id", "question", "answer", 0)))
        .isInstanceOf(UserException.class)
        .hasMessage(file + ": there is no such file");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'id':'b','question':'2 + 2?'|row: must be JSON but is not",
        "nonsense|row: must be JSON but is not",
        "{'id':'b','question':'2 + 2?','answer':'4'} {}|row: must be JSON but is not",
        "['b']|row: must be a JSON object but was [\"b\"]",
        "{'id':'b','answer':'4'}|question: must be a text but is missing",
        "{'id':'b','question':'2 + 2?'}|answer: must be a text but is missing",
        "{'id':'b','question':null,'answer':'4'}|question: must be a text but was null",
        "{'id':'b','question':'2 + 2?','answer':['4']}|answer: must be a text but was [\"4\"]",
        "{'id':' ','question':'2 + 2?','answer':'4'}|id: must not be blank",
        "{'id':'b','question':'','answer':'4'}|question: must not be blank",
        "{'id':'b','question':'\\ud83d 2?','answer':'4'}|question: must be a text of whole characters but has half of one"
      })
  void namesTheLineAndFieldThatIsWrong(String line, String mistake) {
    assertThatThrownBy(() -> read(FIRST, line.replace('\'', '"')))
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith("file:" + file + ":2: " + mistake)
        .hasMessageNotContaining("\n");
  }

  @Test
  void refusesASetWithoutProblems() {
    assertThatThrownBy(() -> read("", " "))
        .isInstanceOf(UserException.class)
        .hasMessage(file + ": there is no problem in it");
  }

  @Test
  void namesBothLinesOfAnIdThatOccursTwice() {
    assertThatThrownBy(() -> read(FIRST, "", SECOND, FIRST))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "file:%s:4: id: must be unique, but a stands already in file:%s:1"
                .formatted(file, file));
  }

  @Test
  void readsCompressedFiles(@TempDir Path directory) throws IOException {
    Path compressed = directory.resolve("set.jsonl.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(compressed))) {
      out.write((FIRST + "\n" + SECOND + "\n").getBytes(StandardCharsets.UTF_8));
    }

    assertThat(read(new DataSpec(compressed.toString(), "id", "question", "answer", 0)))
        .extracting(Problem::id)
        .containsExactly("a", "b");
  }

  @Test
  void takesTheFieldsThatAreNamed() throws IOException {
    Files.writeString(file, "{\"key\":7,\"problem\":\"3 + 3?\",\"gold\":\"6\",\"id\":\"x\"}");

    assertThat(read(new DataSpec(file.toString(), "key", "problem", "gold", 0)))
        .containsExactly(new Problem("7", "3 + 3?", "6"));
  }

  @Test
  void takesNoMoreThanTheLimit() throws IOException {
    Files.write(file, List.of(FIRST, SECOND, "beyond the limit"));

    assertThat(read(new DataSpec(file.toString(), "id", "question", "answer", 2))).hasSize(2);
    assertThat(read(new DataSpec(file.toString(), "id", "question", "answer", 1)))
        .extracting(Problem::id)
        .containsExactly("a");
  }
}
