package dev.cairn.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cairn.jobs.FinishedRun;
import dev.cairn.jobs.LocalSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SweepCommandTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String NIGHTLY = Path.of("..", "conf", "nightly.yaml").toString();
  private static final String HALF = "data={path: ../datasets/arithmetic-200.jsonl, limit: 100}";
  private static final String SPEC =
      """
      name: tiny
      seed: 1
      data-sets:
        few: {path: ../datasets/arithmetic-200.jsonl, limit: 4}
        more: {path: ../datasets/arithmetic-200.jsonl, limit: 6}
      rewards:
        prm: {type: qwen-prm}
      experiments:
        - {name: bo, strategy: {type: best-of-n, n: [2, 4]}, reward: prm, vote: [best-reward, majority], data: few}
        - {name: one, strategy: greedy, data: more, reward: none, vote: majority}
      simulate: {world: arithmetic, fleet: {latency: {time-scale: 0}}}
      """;
  private static final String PRICED = "prices={policy: {generated: 1000000}, currency: marbles}";

  private Path directory;
  private Path spec;
  private Path first;

  @BeforeAll
  void runOnce(@TempDir Path temporary) throws IOException {
    directory = temporary;
    spec = directory.resolve("tiny.yaml");
    Files.writeString(spec, SPEC);
    first = directory.resolve("first").resolve("tiny-20260101T000000");
    Cli night = sweep(first);
    assertThat(night.code()).as(night.err()).isEqualTo(ExitCode.DONE);
  }

  @BeforeEach
  void haveSpark() {
    LocalSpark.session();
  }

  private Cli sweep(Path run, String... options) {
    List<String> arguments =
        new ArrayList<>(List.of("sweep", spec.toString(), "--out", run.toString()));
    arguments.addAll(List.of(options));
    return Cli.run(arguments.toArray(String[]::new));
  }

  private static List<JsonNode> history(Path runs) throws IOException {
    List<JsonNode> lines = new ArrayList<>();
    try (Stream<Path> files = Files.list(runs.resolve("history"))) {
      for (Path file : files.filter(each -> each.toString().endsWith(".jsonl")).sorted().toList()) {
        for (String line : Files.readAllLines(file)) {
          lines.add(JSON.readTree(line));
        }
      }
    }
    return lines;
  }

  private static void assertRefused(Cli cli, String... parts) {
    assertThat(cli.err().lines().reduce((before, last) -> last).orElse(""))
        .startsWith("cairn: ")
        .contains(parts);
    assertThat(cli.code()).isEqualTo(ExitCode.USER_MISTAKE);
  }

  @Test
  void addsALineOfHistoryForEveryExperimentThatTheListsStandFor() throws IOException {
    List<JsonNode> lines = history(directory.resolve("first"));

    assertThat(lines.stream().map(line -> line.path("experiment").asText()))
        .containsExactly(
            "bo(n=2, vote=best-reward)",
            "bo(n=2, vote=majority)",
            "bo(n=4, vote=best-reward)",
            "bo(n=4, vote=majority)",
            "one");
    assertThat(lines.stream().map(line -> line.path("problems").asInt()))
        .containsExactly(4, 4, 4, 4, 6);
    JsonNode metrics = JSON.readTree(first.resolve("metrics.json").toFile());
    for (int i = 0; i < lines.size(); i++) {
      assertThat(lines.get(i).path("accuracy"))
          .isEqualTo(metrics.path("experiments").path(i).path("accuracy").path("value"));
      assertThat(lines.get(i).path("baseline").isNull()).isTrue();
    }
  }

  @Test
  @Tag("spark-4")
  void comparesOnlyExperimentsOnTheSameProblems() throws IOException {
    JsonNode metrics = JSON.readTree(first.resolve("metrics.json").toFile());

    assertThat(metrics.path("comparisons")).hasSize(6);
    assertThat(metrics.path("comparisons").findValuesAsText("second")).doesNotContain("one");
  }

  @Test
  void asksTheSameOfTheWorkersOnceForExperimentsThatDifferInTheirVote() {
    SparkSession spark = LocalSpark.session();
    FinishedRun run = new FinishedRun(first);
    long asked = run.table(spark, "usage").selectExpr("sum(policy_calls)").first().getLong(0);

    long paid = run.table(spark, "calls").filter("role = 'policy'").count();

    // Greedy has 6 problems with a call for each; the others come in pairs.
    long alone = run.table(spark, "usage").filter("experiment = 'one'").count();
    assertThat(paid).isEqualTo((asked - alone) / 2 + alone);
  }

  @Test
  @Tag("spark-4")
  void leavesAStatusThatSaysThatTheRunIsFinished() throws IOException {
    JsonNode status = JSON.readTree(first.resolve("status.json").toFile());

    assertThat(status.path("state").asText()).isEqualTo("finished");
    assertThat(status.path("done").asInt()).isEqualTo(22).isEqualTo(status.path("items").asInt());
    assertThat(status.path("experiments").path("one").path("done").asInt()).isEqualTo(6);
    assertThat(status.path("cost").isNull()).isTrue();
    assertThat(first.resolve("lock")).isEmptyDirectory();
  }

  @Test
  @Tag("slow")
  void namesTheExperimentsOfANightWithAWorseRewardModelAndComparesTheNextWithTheLastGoodOne()
      throws IOException {
    Path runs = directory.resolve("nights");
    Cli good = nightly(runs.resolve("nightly-20260101T000000"));
    Cli worse =
        nightly(
            runs.resolve("nightly-20260102T000000"), "--set", "simulate.world.reward-signal=0.1");
    Cli again = nightly(runs.resolve("nightly-20260103T000000"));

    assertThat(good.code()).as(good.err()).isEqualTo(ExitCode.DONE);
    assertThat(good.err()).contains("There is no earlier run of nightly beside it");
    assertThat(worse.code()).as(worse.err()).isEqualTo(ExitCode.GATE_FAILED);
    assertThat(worse.out())
        .containsPattern(
            "REGRESSION best-of-n\\(n=16, reward=prm, vote=best-reward\\): .* p = .*, corrected .*McNemar");
    assertThat(again.code()).as(again.err()).isEqualTo(ExitCode.DONE);
    assertThat(again.out()).contains("nightly-20260101T000000: 9 experiments, 0 regressions");
    JsonNode gate =
        JSON.readTree(runs.resolve("nightly-20260102T000000").resolve("gate.json").toFile());
    assertThat(gate.path("regressions").asInt()).isPositive();
    assertThat(history(runs)).hasSize(27);
    assertThat(history(runs).stream().filter(line -> line.path("regression").asBoolean()).count())
        .isEqualTo(gate.path("regressions").asInt());
    assertThat(
            Cli.run("report", runs.resolve("nightly-20260102T000000").toString(), "--format", "md")
                .out())
        .containsPattern(
            "Worse than the baseline nightly-20260101T000000: \\d of 9 experiments, most of all beam-search\\(");
    assertReportsNights(runs.resolve("nightly-20260103T000000"), gate.path("regressions").asInt());
  }

  private static void assertReportsNights(Path run, int regressions) {
    Cli report = Cli.run("report", run.toString(), "--format", "csv");
    List<String> nights = report.out().lines().filter(line -> line.startsWith("nights,")).toList();

    assertThat(report.code()).as(report.err()).isZero();
    assertThat(nights).hasSize(27);
    assertThat(nights.subList(0, 9)).noneMatch(line -> line.endsWith(",regression"));
    assertThat(nights.subList(9, 18).stream().filter(line -> line.endsWith(",regression")))
        .hasSize(regressions);
  }

  @Test
  void reportsExperimentsOnSeveralDataSetsAndSaysSo() throws IOException {
    Cli report = Cli.run("report", first.toString(), "--format", "csv");

    assertThat(report.code()).as(report.err()).isZero();
    long levels =
        report.out().lines().filter(line -> line.startsWith("difficulty,one,accuracy,")).count();
    assertThat(levels).isPositive();
    assertThat(Cli.run("report", first.toString(), "--format", "md").out())
        .contains("Experiments are on different data sets");
    assertThat(Cli.run("report", first.toString()).out())
        .contains("the trees of 10 of 10 problems are in it");
  }

  @Test
  void reportsAgainstTheRunThatTheSweepWasComparedWithUnlessThatIsGone() throws IOException {
    Path before = directory.resolve("pair").resolve("tiny-20260101T000000");
    FileUtils.copyDirectory(first.toFile(), before.toFile());
    Path run = before.resolveSibling("tiny-20260102T000000");
    Cli night = sweep(run);
    assertThat(night.code()).as(night.err()).isEqualTo(ExitCode.DONE);
    String none =
        "Against the baseline tiny-20260101T000000 none of 5 experiments is shown to be worse";

    assertThat(Cli.run("report", run.toString(), "--format", "md").out()).contains(none);
    assertThat(Cli.run("report", run.toString(), "--format", "md", "--baseline", "none").out())
        .doesNotContain("baseline");
    FileUtils.deleteDirectory(before.toFile());
    Cli alone = Cli.run("report", run.toString(), "--format", "md");
    assertThat(alone.out()).doesNotContain("baseline");
    assertThat(alone.err())
        .contains("tiny-20260101T000000, which the sweep was compared with, is gone");

    Files.delete(run.resolve(".gate.json.crc"));
    Files.writeString(run.resolve("gate.json"), "{\"version\":1,");
    assertRefused(
        Cli.run("report", run.toString()),
        "gate.json: is damaged and names no baseline; give --baseline RUN, or --baseline none");
  }

  @Test
  void reportsNothingOfNightsFromALineThatIsDamagedOrOfAnotherVersion() throws IOException {
    Path history = Files.createDirectories(directory.resolve("old"));
    Path file = history.resolve("20260101T000000Z-tiny-00000000.jsonl");
    Files.writeString(file, "{\"version\":1,\"time\":\n");
    assertRefused(
        Cli.run("report", first.toString(), "--history", history.toString()),
        file + ":1: is no line of a history");

    String line = history(directory.resolve("first")).get(0).toString();
    Files.writeString(file, line.replace("\"version\":1", "\"version\":2") + "\n");
    assertRefused(
        Cli.run("report", first.toString(), "--history", history.toString()),
        file + ":1: is of version 2 of the history, and version 1 is read");
  }

  private static Cli nightly(Path run, String... options) {
    List<String> arguments =
        new ArrayList<>(List.of("sweep", NIGHTLY, "--out", run.toString(), "--set", HALF));
    arguments.addAll(List.of(options));
    return Cli.run(arguments.toArray(String[]::new));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "run.yaml | is missing: no run begins without it",
        "metrics.json | is missing: the run is not finished",
        "tables/decisions.parquet | is missing: a part of the run is deleted"
      })
  void refusesABaselineWithPartsMissingBeforeAnythingIsRun(String part, String mistake)
      throws IOException {
    Path broken = Files.createTempDirectory(directory, "broken").resolve("run");
    FileUtils.copyDirectory(first.toFile(), broken.toFile());
    FileUtils.forceDelete(broken.resolve(part).toFile());
    Path run = broken.resolveSibling("next");

    assertRefused(sweep(run, "--baseline", broken.toString()), "--baseline: ", part, mistake);
    assertThat(run).doesNotExist();
  }

  private void rewrite(Path run, String name, UnaryOperator<Dataset<Row>> change) {
    Dataset<Row> table = new FinishedRun(first).table(LocalSpark.session(), name);
    String file = run.resolve("tables").resolve(name + ".parquet").toString();
    change.apply(table).write().mode("overwrite").parquet(file);
  }

  @Test
  void refusesABaselineOfWhichSomeRowsAreDeleted() throws IOException {
    Path broken = directory.resolve("rows").resolve("run");
    FileUtils.copyDirectory(first.toFile(), broken.toFile());
    rewrite(broken, "problems", table -> table.limit(3));

    assertRefused(
        sweep(directory.resolve("rows").resolve("next"), "--baseline", broken.toString()),
        "has 3 searches of 22");
  }

  @Test
  void refusesABaselineOfAnotherVersion() throws IOException {
    Path old = directory.resolve("old").resolve("run");
    FileUtils.copyDirectory(first.toFile(), old.toFile());
    rewrite(old, "decisions", table -> table.drop("expected"));

    assertRefused(
        sweep(directory.resolve("old").resolve("next"), "--baseline", old.toString()),
        "is of another version: it lacks [expected]");

    Files.delete(old.resolve(".run.yaml.crc"));
    Files.writeString(old.resolve("run.yaml"), "workers: 3\n" + SPEC);
    assertRefused(
        sweep(directory.resolve("old").resolve("next"), "--baseline", old.toString()),
        "the run is of another version, which this cairn cannot read",
        "run.yaml:1: workers: unknown key");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "data-sets.few.limit=3 | is of another data set: it has 4 problems",
        "data-sets.few.limit=5 | is of another data set: there problem",
        "repetitions=2 | it has 1 repetitions and this run 2",
        "experiments=[{name: else, strategy: greedy, reward: none, vote: majority}] | it has no experiment of a name"
      })
  void refusesABaselineThatCannotBeCompared(String set, String mistake) {
    Path run = directory.resolve("other").resolve("run");

    assertRefused(sweep(run, "--baseline", first.toString(), "--set", set), mistake);
    assertThat(run).doesNotExist();
  }

  @Test
  void runsWhatIsAboveTheLimitOnlyWhenItIsTold() {
    Path run = directory.resolve("dear").resolve("run");

    assertRefused(
        sweep(run, "--ask-above-cost", "10", "--set", PRICED),
        "5 experiments, 22 searches",
        " marbles; that is more than",
        "give --yes to run it");
    assertThat(run).doesNotExist();
    Cli yes = sweep(run, "--ask-above-cost", "10", "--set", PRICED, "--yes");
    assertThat(yes.code()).as(yes.err()).isEqualTo(ExitCode.DONE);
  }

  @Test
  void asksForPricesWhereTheCostIsLimited() {
    assertRefused(sweep(directory.resolve("free"), "--max-cost", "3"), "--max-cost needs prices");
  }

  @Test
  @Tag("spark-4")
  void stopsAtItsMaximalCostWithAllSavedAndGoesOnFromThere() throws IOException {
    Path run = directory.resolve("stopped").resolve("run");
    String[] slow = {
      "--yes",
      "--set",
      PRICED,
      "--set",
      "simulate.fleet.latency.time-scale=1",
      "--set",
      "limits.searches-in-flight=1",
      "--set",
      "execution={partitions: 2, segment-records: 1}"
    };
    List<String> stopping = new ArrayList<>(List.of(slow));
    stopping.addAll(List.of("--max-cost", "2"));

    Cli stopped = sweep(run, stopping.toArray(String[]::new));

    assertRefused(
        stopped, "stopped with ", "marbles were spent and --max-cost is 2", "all is saved");
    JsonNode status = JSON.readTree(run.resolve("status.json").toFile());
    assertThat(status.path("state").asText()).isEqualTo("stopped");
    assertThat(status.path("cost").asDouble()).isGreaterThanOrEqualTo(2);
    assertThat(status.path("done").asInt()).isLessThan(22);
    assertThat(run.resolve("metrics.json")).doesNotExist();
    int saved = new FinishedRun(run).outcomes().size();
    assertRefused(sweep(run, stopping.toArray(String[]::new)), "--max-cost is 2");
    assertThat(new FinishedRun(run).outcomes()).hasSize(saved);

    Cli resumed = sweep(run, "--set", PRICED, "--yes");

    assertThat(resumed.code()).as(resumed.err()).isEqualTo(ExitCode.DONE);
    new FinishedRun(run).assertSameTables(LocalSpark.session(), new FinishedRun(first));
  }

  @Test
  void refusesADirectoryOfWhichTheRecordIsMissing() throws IOException {
    Path broken = directory.resolve("norecord").resolve("run");
    FileUtils.copyDirectory(first.toFile(), broken.toFile());
    Files.delete(broken.resolve("run.yaml"));

    assertRefused(sweep(broken), "run.yaml: is missing, though outcomes is there");
  }
}
