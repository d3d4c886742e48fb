package dev.cairn.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Reports of runs that the search itself has made against the simulated fleet. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("spark-4")
class ReportCommandTest {
  private static final String SPEC =
      """
      name: reported
      seed: 3
      data: {path: ../datasets/arithmetic-200.jsonl, limit: 12}
      rewards:
        prm: {type: qwen-prm}
      experiments:
        - {name: greedy, strategy: greedy, reward: none, vote: majority}
        - {name: best-of-4, strategy: {type: best-of-n, n: 4}, reward: prm, vote: best-reward}
      simulate: {world: arithmetic, fleet: {latency: {time-scale: 0}}}
      """;

  private Path directory = Path.of("");
  private Path run = directory;

  @BeforeAll
  void search(@TempDir Path temporary) throws IOException {
    directory = temporary;
    run = search("run", SPEC);
  }

  private Path search(String name, String spec) throws IOException {
    Path file = Files.writeString(directory.resolve(name + ".yaml"), spec);
    Path out = directory.resolve(name);
    Cli call = Cli.run("search", file.toString(), "--out", out.toString());
    assertThat(call.code()).as(call.err()).isZero();
    return out;
  }

  private Path copy(String name) throws IOException {
    Path copy = directory.resolve(name);
    try (Stream<Path> files = Files.walk(run)) {
      for (Path file : files.toList()) {
        Files.copy(file, copy.resolve(run.relativize(file).toString()));
      }
    }
    return copy;
  }

  private static void assertMistake(Cli call, String... parts) {
    assertThat(call.err()).startsWith("cairn: ").hasLineCount(1).contains(parts);
    assertThat(call.code()).isEqualTo(ExitCode.USER_MISTAKE);
  }

  private static List<String> rows(Cli call, String start) {
    assertThat(call.code()).as(call.err()).isZero();
    return Arrays.stream(call.out().split("\r\n", -1))
        .filter(row -> row.startsWith(start))
        .toList();
  }

  @Test
  void writesMarkdownToTheTerminal() {
    Cli call = Cli.run("report", run.toString(), "--format", "md");

    assertThat(call.code()).as(call.err()).isZero();
    assertThat(call.out())
        .startsWith("# reported\n")
        .contains("12 problems (95 % interval", "**!** SIMULATED", "| best-of-4 | ", "## Failures");
  }

  @Test
  void writesAFigureARowForSpreadsheets() throws IOException {
    Path file = directory.resolve("figures.csv");

    Cli call = Cli.run("report", run.toString(), "--format", "csv", "--out", file.toString());

    assertThat(call.code()).as(call.err()).isZero();
    assertThat(Files.readString(file))
        .startsWith("section,experiment,figure,at,value,low,high,n,note\r\n")
        .contains("\r\ncost,best-of-4,per search,tokens,", "\r\ncandidates,best-of-4,pass@k,4,");
  }

  @Test
  void tellsOfEveryServerWhatItWasAskedForAndHowFastItAnswered() {
    List<String> workers = rows(Cli.run("report", run.toString(), "--format", "csv"), "workers,,");

    for (String role : List.of("policy http", "prm http")) {
      assertThat(workers.stream().map(row -> row.split(",", -1)))
          .filteredOn(cells -> cells[3].startsWith(role))
          .extracting(cells -> cells[2])
          .containsExactly(
              "calls",
              "retries",
              "failures",
              "prompt tokens",
              "cached tokens",
              "generated tokens",
              "latency p50 seconds",
              "latency p99 seconds",
              "money");
    }
  }

  @Test
  void saysWhichPriceLacksInsteadOfAssumingOne() {
    List<String> without =
        rows(Cli.run("report", run.toString(), "--format", "csv"), "cost,greedy");
    assertThat(without)
        .anyMatch(row -> row.contains(",money,,,,,no price is given; give --prompt-price"))
        .anyMatch(row -> row.contains(",flops,,,,,the policy's number of parameters is not"));
  }

  @Test
  void pricesOnlyWhatASearchUses() {
    List<String> priced =
        rows(
            Cli.run(
                "report",
                run.toString(),
                "--format",
                "csv",
                "--prompt-price",
                "0",
                "--generated-price",
                "1000000"),
            "cost,");
    String tokens = cell(priced, "cost,greedy,per search,tokens");
    assertThat(cell(priced, "cost,greedy,per search,money")).isEqualTo(tokens);
    assertThat(priced)
        .anyMatch(
            row -> row.contains("best-of-4,per search,money,,,,,no price is given; give --reward"));
  }

  private static String cell(List<String> rows, String start) {
    return rows.stream()
        .filter(row -> row.startsWith(start))
        .findFirst()
        .orElseThrow()
        .split(",", -1)[4];
  }

  @Test
  void findsNoDifferenceToTheRunItself() {
    List<String> differences =
        rows(
            Cli.run("report", run.toString(), "--format", "csv", "--baseline", run.toString()),
            "baseline reported,");

    assertThat(differences)
        .hasSize(6)
        .anyMatch(row -> row.startsWith("baseline reported,greedy,difference,greedy,0,0,0,12,"))
        .anyMatch(row -> row.startsWith("baseline reported,best-of-4,p after Holm,best-of-4,1,"));
  }

  @Test
  void refusesABaselineOnOtherProblems() throws IOException {
    Path other = search("other", SPEC.replace("limit: 12", "limit: 9"));

    assertMistake(
        Cli.run("report", run.toString(), "--baseline", other.toString()),
        other + ": is no baseline for " + run,
        "3 of this run's 12");
  }

  @Test
  void saysWhatARunLacksOfWhichHalfIsDeleted() throws IOException {
    Path half = copy("half");
    Path table = half.resolve("tables/usage.parquet");
    try (Stream<Path> files = Files.list(table)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(table);
    assertMistake(
        Cli.run("report", half.toString()), "usage.parquet: is missing; the table is lost");

    Files.delete(half.resolve("metrics.json"));
    assertMistake(
        Cli.run("report", half.toString()), "metrics.json: is missing; the run is not finished");
  }

  @Test
  void refusesMetricsOfAnotherVersion() throws IOException {
    Path old = copy("old");
    Path metrics = old.resolve("metrics.json");
    Files.deleteIfExists(old.resolve(".metrics.json.crc"));
    Files.writeString(metrics, Files.readString(metrics).replace("\"passAtK\"", "\"curve\""));

    assertMistake(Cli.run("report", old.toString()), "was written by another version");
  }

  @Test
  void refusesSizesAndPricesThatCannotBe() {
    assertMistake(
        Cli.run("report", run.toString(), "--policy-parameters", "0"),
        "--policy-parameters must be above 0 but was 0.0");
    assertMistake(
        Cli.run("report", run.toString(), "--reward-price", "-1"),
        "--reward-price must not be negative but was -1.0");
  }
}
