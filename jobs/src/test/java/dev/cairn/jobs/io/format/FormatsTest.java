package dev.cairn.jobs.io.format;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The formats against the example rows of the documentation. */
class FormatsTest {
  private static final Pattern EXAMPLE = Pattern.compile("\\| `([a-z0-9-]+)` \\| `(\\{.*?})`.*");
  private static final Place PLACE = new Place("file:/sets/test.jsonl.gz", 0, 17);

  static List<Kind<?>> kinds() {
    return List.of(
        Formats.PROBLEMS,
        Formats.POOLS,
        Formats.POOL_SCORES,
        Formats.LABELLED_SOLUTIONS,
        Formats.SOLUTION_SCORES,
        Formats.PRM_BENCH,
        Formats.STEP_LABELS,
        Formats.SELECTIONS);
  }

  private static Map<String, String> examples() throws IOException {
    Map<String, String> examples = new TreeMap<>();
    try (Stream<String> lines = Files.lines(Path.of("README.md"))) {
      lines
          .map(EXAMPLE::matcher)
          .filter(Matcher::matches)
          .forEach(example -> examples.put(example.group(1), example.group(2)));
    }
    return examples;
  }

  private static Fields row(String json) throws Exception {
    return Fields.of(new ObjectMapper().readTree(json), PLACE);
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void readsAndRecognisesTheDocumentedExampleOfEveryFormat(Kind<?> kind) throws Exception {
    Map<String, String> examples = examples();

    for (Format<?> format : kind.formats()) {
      if (!format.name().equals("strictprm-pools-upstream")) {
        assertThat(examples).containsKey(format.name());
        Fields row = row(String.valueOf(examples.get(format.name())));
        assertThat(kind.recognise(row)).as(format.name()).isEqualTo(format);
        assertThat((Object) format.read(row)).as(format.name()).isNotNull();
      }
    }
  }

  @Test
  void takesTheReferenceOfGsm8kWithoutTheCommasOfThousands() throws Exception {
    assertThat(new Gsm8k().read(row("{\"question\":\"?\",\"answer\":\"so\\n#### 1,234\"}")))
        .satisfies(
            problem -> {
              assertThat(problem.answer()).isEqualTo("1234");
              assertThat(problem.id()).isEqualTo("test:17");
            });
  }

  @Test
  void takesTheSubsetFromTheFieldOrTheIdOrTheNameOfTheFile() throws Exception {
    String row = "{\"id\":%s,\"steps\":[\"x\"],\"label\":-1%s}";
    ProcessBench format = new ProcessBench();

    assertThat(format.read(row(row.formatted("\"a-b-7\"", ""))).subset()).isEqualTo("a-b");
    assertThat(format.read(row(row.formatted("7", ""))).subset()).isEqualTo("test");
    assertThat(format.read(row(row.formatted("\"a-7\"", ",\"subset\":\"c\""))).subset())
        .isEqualTo("c");
  }
}
