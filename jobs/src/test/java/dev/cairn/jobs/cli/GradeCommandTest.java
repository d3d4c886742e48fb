package dev.cairn.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cairn.jobs.LocalSpark;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GradeCommandTest {
  private static final String PAIRS =
      """
      {"key":7,"given":"0.50","reference":"1/2"}
      {"solution":"So it is \\\\boxed{12}.","reference":"13","note":{"b":1.50,"a":null}}

      {"solution":"I do not know","reference":"1"}
      {"solution":"It is 4 or 5","reference":"5","equal":"of an earlier grading"}
      """;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private Path directory;
  private Path input;
  private Path output;

  @BeforeEach
  void prepare(@TempDir Path temporary) throws IOException {
    directory = temporary;
    input = Files.writeString(directory.resolve("pairs.jsonl"), PAIRS);
    output = directory.resolve("graded.jsonl");
  }

  private int grade(String... options) {
    List<String> arguments = new ArrayList<>(List.of("grade", "--input", input.toString()));
    arguments.addAll(List.of("--output", output.toString()));
    Collections.addAll(arguments, options);
    // The command works in the session that it finds, and stops it.
    LocalSpark.session();
    return Main.commandLine()
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(arguments.toArray(String[]::new));
  }

  private JsonNode json() throws IOException {
    return new ObjectMapper().readTree(out.toString());
  }

  @Test
  void givesEveryRowBackInItsOrderWithAllItsFieldsAndTheVerdict() throws IOException {
    assertThat(grade()).as(err.toString()).isEqualTo(ExitCode.DONE);

    assertThat(Files.readString(output))
        .isEqualTo(
            """
            {"key":7,"given":"0.50","reference":"1/2","answer":"0.50","rule":"given","equal":true,"why":"equal"}
            {"solution":"So it is \\\\boxed{12}.","reference":"13","note":{"b":1.50,"a":null},"answer":"12","rule":"boxed","equal":false,"why":"different"}
            {"solution":"I do not know","reference":"1","answer":null,"rule":"none","equal":false,"why":"no answer"}
            {"solution":"It is 4 or 5","reference":"5","equal":true,"answer":"5","rule":"last-number","why":"equal"}
            """);
    assertThat(out.toString())
        .contains("4 rows graded\n", "accuracy: 50.0 %", "n = 4, wilson 0.95", "Graded rows: ");
    assertThat(err.toString()).isEqualTo("file:" + input + ": format pairs\n");
  }

  @Test
  void countsByRuleAndVerdictInItsJson() throws IOException {
    assertThat(grade("--json", "--fallback", "none")).as(err.toString()).isEqualTo(ExitCode.DONE);

    assertThat(json().path("rows").asInt()).isEqualTo(4);
    assertThat(json().path("badRows").asInt()).isZero();
    assertThat(json().path("accuracy").path("value").asDouble()).isEqualTo(0.25);
    assertThat(json().path("accuracy").path("n").asInt()).isEqualTo(4);
    assertThat(json().path("byRule").toString())
        .isEqualTo(
            "[{\"rule\":\"none\",\"rows\":2,\"equal\":0},{\"rule\":\"boxed\",\"rows\":1,\"equal\":0},"
                + "{\"rule\":\"given\",\"rows\":1,\"equal\":1}]");
    assertThat(json().path("byVerdict").toString())
        .isEqualTo("{\"different\":1,\"equal\":1,\"no answer\":2}");
  }

  @Test
  void replacesAnOutputOnlyWhenToldTo() throws IOException {
    Files.writeString(output, "precious");

    assertThat(grade()).isEqualTo(ExitCode.USER_MISTAKE);
    assertThat(err.toString()).contains(output + ": is there already").hasLineCount(1);
    assertThat(output).hasContent("precious");

    assertThat(grade("--overwrite")).isEqualTo(ExitCode.DONE);
    assertThat(Files.readAllLines(output)).hasSize(4);
  }

  @Test
  void refusesToReplaceItsInput() {
    output = input;

    assertThat(grade("--overwrite")).isEqualTo(ExitCode.USER_MISTAKE);
    assertThat(err.toString()).contains(input + ": is an input too");
    assertThat(input).hasContent(PAIRS);
  }

  @Test
  void refusesBadRowsAndWritesNothing() throws IOException {
    Files.writeString(input, PAIRS + "{\"given\":\"1\"}\n");

    assertThat(grade()).isEqualTo(ExitCode.USER_MISTAKE);
    assertThat(err.toString())
        .contains("pairs.jsonl:6: reference: must be a text but is missing; ")
        .doesNotContain("Exception");
    assertThat(out.toString()).isEmpty();
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files).containsExactly(input);
    }
  }

  @Test
  void setsBadRowsAsideAndCountsThem() throws IOException {
    Files.writeString(input, PAIRS + "{\"given\":\"1\"}\n");
    output = directory.resolve("graded");

    assertThat(grade("--on-bad-row", "quarantine", "--json")).isEqualTo(ExitCode.DONE);

    Path aside = directory.resolve("graded.quarantine.jsonl");
    assertThat(Files.readAllLines(aside)).hasSize(1);
    assertThat(json().path("badRows").asInt()).isEqualTo(1);
    assertThat(json().path("quarantine").asText()).isEqualTo(aside.toString());
    assertThat(err.toString()).contains("bad rows: 1, set aside in " + aside);
    try (Stream<Path> files = Files.list(output)) {
      assertThat(files.filter(file -> file.getFileName().toString().startsWith("part-")))
          .isNotEmpty();
    }
  }

  @Test
  void saysThatAccuracyIsUndefinedWhereNoRowIsLeft() throws IOException {
    Files.writeString(input, "{\"given\":\"1\",\"reference\":\" \"}\n");

    assertThat(grade("--on-bad-row", "quarantine")).isEqualTo(ExitCode.DONE);
    assertThat(out.toString())
        .contains("0 rows graded; bad rows: 1, set aside in ", "accuracy: undefined");
  }

  @Test
  void compressesAFileWhoseNameEndsInGz() throws IOException {
    output = directory.resolve("graded.jsonl.gz");

    assertThat(grade()).isEqualTo(ExitCode.DONE);
    try (InputStream in = new GZIPInputStream(Files.newInputStream(output))) {
      assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8).lines()).hasSize(4);
    }
  }

  @Test
  void namesAnOptionThatIsWrong() {
    assertThat(grade("--on-bad-row", "ignore")).isEqualTo(ExitCode.USER_MISTAKE);
    assertThat(grade("--fallback", "guess")).isEqualTo(ExitCode.USER_MISTAKE);
    assertThat(err.toString())
        .contains(
            "--on-bad-row", "'--fallback': expected one of last-number, none but was 'guess'");
  }
}
