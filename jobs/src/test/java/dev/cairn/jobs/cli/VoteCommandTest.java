package dev.cairn.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cairn.engine.run.StoredTree;
import dev.cairn.engine.run.StoredTree.By;
import dev.cairn.engine.run.WorkItem;
import dev.cairn.engine.search.Aggregation;
import dev.cairn.jobs.FinishedRun;
import dev.cairn.jobs.LocalSpark;
import dev.cairn.jobs.io.StoredOutcome;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Votes on a run that the search itself has made against the simulated fleet. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class VoteCommandTest {
  private static final String SPEC =
      """
      name: voted
      seed: 3
      data: {path: ../datasets/arithmetic-200.jsonl, limit: 12}
      rewards:
        prm: {type: qwen-prm}
      experiments:
        - {name: best-of-6, strategy: {type: best-of-n, n: 6}, reward: prm, vote: best-reward}
        - {name: plain-4, strategy: {type: best-of-n, n: 4}, reward: none, vote: majority}
        - {name: dvts-4, strategy: {type: dvts, beams: 4, branching: 2}, reward: prm, vote: best-reward}
        - {name: mcts-6, strategy: {type: mcts, paths: 6, width: 3}, reward: prm, vote: best-reward}
      simulate: {world: arithmetic, fleet: {latency: {time-scale: 0}}}
      """;

  private StringWriter out = new StringWriter();
  private StringWriter err = new StringWriter();
  private Path directory = Path.of("");
  private FinishedRun searched = new FinishedRun(directory);
  private FinishedRun run = searched;

  @BeforeAll
  void search(@TempDir Path temporary) throws IOException {
    directory = temporary;
    searched = new FinishedRun(directory.resolve("searched"));
    Path spec = Files.writeString(directory.resolve("voted.yaml"), SPEC);
    assertThat(cairn("search", spec.toString(), "--out", searched.root().toString()))
        .as(err.toString())
        .isEqualTo(ExitCode.DONE);
  }

  @BeforeEach
  void copyTheRun(@TempDir Path temporary) throws IOException {
    out = new StringWriter();
    err = new StringWriter();
    run = searched.copyTo(temporary.resolve("run"));
    Files.copy(searched.root().resolve("metrics.json"), run.root().resolve("metrics.json"));
  }

  private int vote(String... options) {
    List<String> arguments = new ArrayList<>(List.of("vote", run.root().toString()));
    Collections.addAll(arguments, options);
    return cairn(arguments.toArray(String[]::new));
  }

  private int cairn(String... arguments) {
    // The command works in the session that it finds, and stops it.
    LocalSpark.session();
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

  private static List<String> rows(Dataset<Row> table) {
    return table.toJSON().collectAsList().stream().sorted().toList();
  }

  @Test
  @Tag("spark-4")
  void findsWhatTheSearchFoundWhereTheSettingsAreTheSame() throws IOException {
    assertThat(vote("--json")).as(err.toString()).isEqualTo(ExitCode.DONE);

    SparkSession spark = LocalSpark.session();
    FinishedRun voted = new FinishedRun(run.root().resolve("votes"));
    for (String table : List.of("problems", "candidates", "decisions")) {
      assertThat(rows(voted.table(spark, table)))
          .isNotEmpty()
          .isEqualTo(rows(searched.table(spark, table)));
    }
    // Of the calls nothing is known where their tables, which are not copied, are lost.
    ObjectNode before = (ObjectNode) searched.metrics();
    before.putObject("calls");
    assertThat(new ObjectMapper().readTree(out.toString())).isEqualTo(before);
    assertThat(voted.root().resolve("metrics.json")).exists();
    assertThat(voted.root().resolve("tables")).isDirectoryNotContaining("glob:**/steps.parquet");
  }

  @Test
  void leavesTheTablesOfTheRunAsTheyAre() throws IOException {
    String before = Files.readString(run.root().resolve("metrics.json"));

    assertThat(vote("--fallback", "none", "--vote", "majority")).isEqualTo(ExitCode.DONE);

    assertThat(run.root().resolve("metrics.json")).hasContent(before);
    assertThat(run.root()).isDirectoryNotContaining("glob:**/tables");
  }

  @Test
  void holdsTheVotesThatAreAskedForAndEachExperimentsOwn() throws IOException {
    assertThat(vote("--vote", "weighted-majority", "--aggregation", "min"))
        .as(err.toString())
        .isEqualTo(ExitCode.DONE);

    assertThat(out.toString())
        .startsWith("voted: 48 searches, 0 failed\nSIMULATED")
        .containsPattern("\nbest-of-6 +weighted-majority\\(min\\) +\\d+\\.\\d % +\\d+\\.\\d - ")
        .containsPattern("\nbest-of-6 +best-reward\\(last\\) \\* ")
        .containsPattern("\nplain-4 +majority \\* ")
        .doesNotContain("weighted-majority(last)")
        .endsWith("Tables and metrics: " + run.root().resolve("votes") + "\n");
  }

  @Test
  @Tag("spark-4")
  void selectsFromStoredTrees() {
    assertThat(vote("--vote", "max-value", "--vote", "max-visits", "--aggregation", "last"))
        .as(err.toString())
        .isEqualTo(ExitCode.DONE);

    FinishedRun voted = new FinishedRun(run.root().resolve("votes"));
    Dataset<Row> decisions =
        voted.table(LocalSpark.session(), "decisions").filter("vote like 'max-%'");
    assertThat(decisions.filter("vote = 'max-value(last)'").count()).isEqualTo(36);
    assertThat(decisions.filter("vote = 'max-visits(last)' and experiment = 'mcts-6'").count())
        .isEqualTo(decisions.filter("vote = 'max-visits(last)'").count())
        .isEqualTo(12);
    for (Row row : decisions.collectAsList()) {
      StoredOutcome outcome = outcome(row.getAs("experiment"), row.getAs("problem"));
      By by = row.getAs("vote").equals("max-value(last)") ? By.MAX_VALUE : By.MAX_VISITS;
      // The fleet's solutions all state an answer.
      List<Integer> best =
          new StoredTree(outcome.tree(), Aggregation.LAST).best(by).orElseThrow().path();
      assertThat(row.<String>getAs("node"))
          .isEqualTo(best.stream().map(String::valueOf).collect(Collectors.joining(".")));
      Integer candidate = row.getAs("candidate");
      assertThat(candidate == null ? best : outcome.candidates().get(candidate).path())
          .isEqualTo(best);
    }
  }

  private StoredOutcome outcome(String experiment, String problem) {
    return run.outcomes().stream()
        .filter(each -> each.item().equals(new WorkItem(experiment, problem, 0)))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void readsTheAnswersAnewAsToldTo() {
    assertThat(vote("--fallback", "none", "--json")).isEqualTo(ExitCode.DONE);

    FinishedRun voted = new FinishedRun(run.root().resolve("votes"));
    assertThat(
            voted
                .table(LocalSpark.session(), "candidates")
                .filter("answer_rule = 'last-number'")
                .count())
        .isZero();
  }

  @Test
  void replacesAnEarlierVoteOnlyWhenToldTo() {
    String other = directory.resolve("other").toString();

    assertThat(vote("--out", other, "--vote", "majority")).isEqualTo(ExitCode.DONE);
    out = new StringWriter();
    assertMistake(vote("--out", other), other + ": holds a vote already");
    assertThat(vote("--out", other, "--overwrite")).isEqualTo(ExitCode.DONE);
  }

  @Test
  void refusesToWriteIntoTheRunItself() {
    assertMistake(
        vote("--out", run.root().toString(), "--overwrite"),
        run.root() + ": is the run's own directory");
  }

  @Test
  void namesTheVotesThereAreWhereOneIsUnknown() {
    assertMistake(
        vote("--vote", "plurality"),
        "--vote must be one of [best-path(",
        "best-reward(",
        "but was plurality");
    err = new StringWriter();
    assertMistake(
        vote("--vote", "best-reward", "--aggregation", "median"),
        "--aggregation",
        "expected one of last, min");
  }

  @Test
  void saysWhatADirectoryLacksThatIsNoFinishedRun() throws IOException {
    Path metrics = run.root().resolve("metrics.json");
    Files.delete(metrics);
    assertMistake(vote(), metrics + ": is missing; the run is not finished; submit it again");

    err = new StringWriter();
    Files.delete(run.root().resolve("run.yaml"));
    assertMistake(vote(), "run.yaml: is missing; no run begins without it");
  }

  @Test
  void refusesARunOfWhichOutcomesAreLost() throws IOException {
    Files.delete(run.segments().get(0));

    assertMistake(
        vote(), "outcomes are there for 48 searches; submit the run again with cairn search");
    assertThat(run.root().resolve("votes/metrics.json")).doesNotExist();
  }

  @Test
  void refusesARunOfAnotherVersion() throws IOException {
    Path segment = Objects.requireNonNull(run.segments().get(0));
    Files.writeString(segment, Files.readString(segment).replace("\"version\":2", "\"version\":9"));

    assertMistake(
        vote(), segment.getFileName() + ":1: an outcome of version 9, which this cairn does not");
  }
}
