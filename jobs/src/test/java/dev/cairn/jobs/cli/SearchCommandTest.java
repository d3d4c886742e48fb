package dev.cairn.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cairn.engine.simulate.ArithmeticSettings;
import dev.cairn.engine.simulate.ArithmeticWorld;
import dev.cairn.engine.simulate.FleetSettings;
import dev.cairn.engine.simulate.Latency;
import dev.cairn.engine.simulate.SimulatedFleet;
import dev.cairn.jobs.LocalSpark;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SearchCommandTest {
  private static final String SPEC =
      """
      name: tiny
      data: {path: ../datasets/arithmetic-200.jsonl, limit: 4}
      rewards:
        prm: {type: qwen-prm}
      experiments:
        - {name: greedy, strategy: greedy, reward: prm, vote: best-reward}
        - name: beam
          strategy: {type: beam-search, beams: 4, branching: 2}
          reward: prm
          vote: majority
      simulate: {world: arithmetic, fleet: {latency: {time-scale: 0}}}
      """;
  private static final String SERVED = SPEC.substring(0, SPEC.indexOf("simulate:"));

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private Path directory;
  private Path file;

  @BeforeEach
  void prepare(@TempDir Path temporary) {
    directory = temporary;
    file = directory.resolve("tiny.yaml");
  }

  private int search(String spec, String... options) throws IOException {
    Files.writeString(file, spec);
    List<String> arguments = new ArrayList<>(List.of("search", file.toString()));
    arguments.addAll(List.of("--out", directory.resolve("run").toString()));
    Collections.addAll(arguments, options);
    // The command works in the session that it finds, and stops it.
    LocalSpark.session();
    return cairn(arguments.toArray(String[]::new));
  }

  private int cairn(String... arguments) {
    return Main.commandLine()
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(arguments);
  }

  private void assertMistake(int code, String... parts) {
    assertThat(err.toString()).startsWith("cairn: ").hasLineCount(1).contains(parts);
    assertThat(code).isEqualTo(ExitCode.USER_MISTAKE);
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void printsATableThatSaysThatItIsSimulated() throws IOException {
    assertThat(search(SPEC)).as(err.toString()).isEqualTo(ExitCode.DONE);

    assertThat(out.toString())
        .startsWith("tiny: 4 problems, 8 searches, seed 0")
        .contains("SIMULATED: ", "say nothing about any model", "rank@1", "\ngreedy ", "\nbeam ")
        .contains("Tables and metrics: " + directory.resolve("run"));
    assertThat(err.toString()).contains("8/8 (100 %)").doesNotContain("Exception");
    assertThat(directory.resolve("run")).isDirectoryContaining("glob:**/metrics.json");
  }

  @Test
  void printsNothingButJsonWhereThatIsAskedFor() throws IOException {
    assertThat(search(SPEC, "--json", "--set", "seed=7", "--set", "data.limit=2"))
        .as(err.toString())
        .isEqualTo(ExitCode.DONE);

    JsonNode printed = new ObjectMapper().readTree(out.toString());
    assertThat(out.toString()).startsWith("{").endsWith("}" + System.lineSeparator());
    assertThat(printed)
        .isEqualTo(
            new ObjectMapper()
                .readTree(Files.readString(directory.resolve("run").resolve("metrics.json"))));
    assertThat(printed.path("seed").asInt()).isEqualTo(7);
    assertThat(printed.path("items").asInt()).isEqualTo(4);
    assertThat(printed.path("simulated").asBoolean()).isTrue();
  }

  @Test
  void tellsByItsExitCodeThatMoreItemsFailedThanTheRunAllows() throws IOException {
    String cramped = "simulate.fleet.context-length=2200";

    assertThat(search(SPEC, "--set", cramped)).isEqualTo(ExitCode.ITEMS_FAILED);
    assertThat(out.toString()).contains("Tables and metrics: ");
    assertThat(search(SPEC, "--set", cramped, "--set", "execution.max-failed-share=0.5"))
        .isEqualTo(ExitCode.DONE);
  }

  @Test
  void namesASpecThatIsMissing() {
    assertMistake(cairn("search", file.toString()), file + ": there is no such file");
  }

  @Test
  void asksForASpec() {
    assertMistake(cairn("search"), "SPEC", "see cairn search --help");
  }

  @Test
  void namesAProblemSetThatIsMissing() throws IOException {
    Path missing = directory.resolve("missing.jsonl");
    assertMistake(
        search(SPEC, "--set", "data.path=" + missing), missing + ": there is no such file");
    assertThat(directory.resolve("run")).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "no json|:1: row: must be JSON but is not",
        "{'id':'a','question':'b'}|:1: answer: must be a text but is missing",
        "``|: there is no problem in it",
        "{'id':'a','question':'b','answer':'1'}#{'id':'a','question':'c','answer':'1'}"
            + "|:2: id: must be unique, but a stands already in file:"
      })
  void namesTheLineOfAProblemSetThatIsWrong(String lines, String mistake) throws IOException {
    Path set = directory.resolve("set.jsonl");
    Files.writeString(set, lines.replace('\'', '"').replace('#', '\n'));

    assertMistake(search(SPEC, "--set", "data.path=" + set), set + mistake);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "type: beam-search|type: bean-search|:8: |experiments[1].strategy: type must be one of",
        "beams: 4|beams: 5|:8: |beams must be a positive multiple of branching but was 5",
        "branching: 2|branches: 2|:8: |experiments[1].strategy.branches: unknown key",
        "data: {path|dat: {}#data: {path|:2: |dat: unknown key",
        "vote: majority|vote: minority|:10: |experiments[1].vote: type must be one of",
        "reward: prm, vote|reward: orm, vote|:6: |experiments[0].reward must be one of [prm]",
        "name: beam|name: greedy| |two experiments are named greedy",
        "name: tiny|name: [tiny|: |not valid YAML"
      })
  void namesTheLineAndKeyOfASpecThatIsWrong(
      String right, String wrong, String place, String mistake) throws IOException {
    assertMistake(
        search(SPEC.replace(right, wrong.replace('#', '\n'))),
        file + (place == null ? "" : place.strip()),
        mistake);
  }

  @Test
  void namesASettingOfTheCommandLineThatIsWrong() throws IOException {
    assertMistake(
        search(SPEC, "--set", "limits.max-steps=0"),
        "cairn: --set limits.max-steps=0: limits: max-steps must be at least 1 but was 0");
  }

  @Test
  void namesAWorkerThatCannotBeReached() throws IOException {
    int port;
    try (ServerSocket closed = new ServerSocket(0)) {
      port = closed.getLocalPort();
    }
    String url = "http://127.0.0.1:" + port;

    assertMistake(
        search(
            SERVED,
            "--set",
            "policy.worker.urls=[" + url + "]",
            "--set",
            "rewards.prm.worker.urls=[" + url + "]"),
        "policy worker " + url,
        "start it, or correct its urls");
  }

  @Test
  void namesAWorkerThatServesAnotherModel() throws IOException {
    try (SimulatedFleet fleet =
        SimulatedFleet.start(
            new ArithmeticWorld(ArithmeticSettings.DEFAULT),
            FleetSettings.loopback(1, 1, Latency.NONE))) {
      assertMistake(
          search(
              SERVED,
              "--set",
              "policy.worker.urls=" + fleet.policyUrls(),
              "--set",
              "rewards.prm.worker.urls=" + fleet.rewardUrls(),
              "--set",
              "policy.worker.model=qwen"),
          "policy worker " + fleet.policyUrls().get(0),
          "serves [simulated-policy] but not the model qwen");
    }
  }

  @Test
  void showsExamplesInItsHelp() {
    assertThat(cairn("search", "--help")).isEqualTo(ExitCode.DONE);
    assertThat(out.toString())
        .contains("Examples:", "cairn search conf/quickstart.yaml", "--set", "--out", "--json");
    assertThat(err.toString()).isEmpty();
  }
}
