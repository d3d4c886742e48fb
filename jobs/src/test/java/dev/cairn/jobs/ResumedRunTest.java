package dev.cairn.jobs;

import static dev.cairn.jobs.SmallRun.ITEMS;
import static dev.cairn.jobs.SmallRun.PROBLEMS;
import static dev.cairn.jobs.SmallRun.assertSameMetrics;
import static dev.cairn.jobs.SmallRun.assertSpent;
import static dev.cairn.jobs.SmallRun.experiment;
import static dev.cairn.jobs.SmallRun.spent;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.cairn.engine.config.RunSpec;
import dev.cairn.engine.config.UserException;
import dev.cairn.engine.simulate.SimulatedFleet;
import dev.cairn.jobs.ProgressListener.Progress;
import dev.cairn.jobs.RunMetrics.ExperimentMetrics;
import dev.cairn.jobs.io.StoredOutcome;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs that are submitted again: whole, damaged, or with searches that failed. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ResumedRunTest {
  /** Tokens that hold the shorter of the prompts and a whole solution. */
  private static final int MIDDLING_CONTEXT = 2200;

  private SmallRun small;
  private SparkSession spark;

  @BeforeAll
  void runUndisturbed(@TempDir Path directory) {
    small = new SmallRun(directory);
  }

  @BeforeEach
  void countFromZero() {
    spark = LocalSpark.session();
    small.runs().reset();
  }

  @AfterAll
  void stopTheFleet() {
    small.close();
  }

  @Test
  @Tag("spark-4")
  void doesNothingAgainWhenItIsSubmittedAgain() throws IOException {
    FinishedRun again = small.reference().copyTo(small.runs().at("again"));
    List<Path> segments = again.segments();

    RunMetrics repeated = small.search(again);

    assertThat(small.asked().requests()).isZero();
    assertThat(again.segments()).isEqualTo(segments);
    again.assertSameTables(spark, small.reference());
    assertSameMetrics(repeated, small.metrics());
  }

  @Test
  void refusesTheDirectoryOfARunWithAnotherSeed() {
    assertThatThrownBy(() -> small.search(small.reference(), "seed=2"))
        .isInstanceOf(UserException.class)
        .hasMessageContaining(
            small.reference().root() + " was begun with another spec: seed was 1 and is 2")
        .hasMessageContaining("--out");
    assertThat(small.asked().requests()).isZero();
  }

  @Test
  void doesAgainExactlyTheItemsOfLostSegments() throws IOException {
    FinishedRun damaged = small.reference().copyTo(small.runs().at("lost"));
    List<Path> before = damaged.segments();
    List<StoredOutcome> lost = new ArrayList<>();
    for (Path segment : List.of(before.get(0), before.get(2), before.get(before.size() - 1))) {
      lost.addAll(FinishedRun.outcomes(segment));
      Files.delete(segment);
    }
    Set<Path> kept = Set.copyOf(damaged.segments());

    RunMetrics repaired = small.search(damaged);

    List<StoredOutcome> redone =
        damaged.segments().stream()
            .filter(segment -> !kept.contains(segment))
            .flatMap(segment -> FinishedRun.outcomes(segment).stream())
            .toList();
    assertThat(FinishedRun.items(redone))
        .hasSizeBetween(1, ITEMS - 1)
        .containsExactlyInAnyOrderElementsOf(FinishedRun.items(lost));
    assertSpent(small.asked(), spent(lost));
    damaged.assertSameTables(spark, small.reference());
    assertSameMetrics(repaired, small.metrics());
  }

  @Test
  void doesTheItemOfATornLastLineAgain() throws IOException {
    FinishedRun torn = small.reference().copyTo(small.runs().at("torn"));
    Path segment = torn.segments().get(1);
    List<StoredOutcome> outcomes = FinishedRun.outcomes(segment);
    StoredOutcome cut = outcomes.get(outcomes.size() - 1);
    String text = Files.readString(segment);
    Files.writeString(segment, text.substring(0, text.length() - cut.toLine().length() / 2));

    small.search(torn);

    assertSpent(small.asked(), cut.usage());
    torn.assertSameTables(spark, small.reference());
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"version\":2,", "", "null", "{}", "nonsense"})
  void refusesADamagedLineAmongOthersAndSaysWhereItIs(String line) throws IOException {
    FinishedRun damaged = small.reference().copyTo(small.runs().at("damaged-" + line.hashCode()));
    Path segment = damaged.segments().get(0);
    List<String> lines = new ArrayList<>(Files.readAllLines(segment));
    lines.set(1, line);
    Files.write(segment, lines);

    assertThatThrownBy(() -> small.search(damaged))
        .isInstanceOf(UserException.class)
        .hasMessageContaining(segment.getFileName() + ":2: a damaged record")
        .hasMessageContaining("delete this file");
    assertThat(small.asked().requests()).isZero();
  }

  @Test
  void refusesALastLineOfAnotherVersionWhichIsNoTornOne() throws IOException {
    FinishedRun other = small.reference().copyTo(small.runs().at("other-version"));
    Path segment = other.segments().get(0);
    Files.writeString(segment, Files.readString(segment) + "{\"version\":9}\n");

    assertThatThrownBy(() -> small.search(other))
        .isInstanceOf(UserException.class)
        .hasMessageContaining(segment.getFileName() + ":")
        .hasMessageContaining("an outcome of version 9, which this cairn does not read");
    assertThat(small.asked().requests()).isZero();
  }

  @Test
  void listsWhatFailedForARewardModelThatAnswersGarbageAndDoesItAgain() throws IOException {
    FinishedRun failing = small.runs().fresh("garbage");
    RunSpec healthy = small.runs().resolved();
    HttpServer garbage =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    garbage.createContext(
        "/",
        exchange -> {
          byte[] body = "{\"data\":\"as good as any\"}".getBytes(UTF_8);
          exchange.getResponseHeaders().set("Content-Type", "application/json");
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    garbage.start();
    URI url = URI.create("http://127.0.0.1:" + garbage.getAddress().getPort());
    RunMetrics failed;
    try {
      failed =
          FleetRuns.job(healthy.at(small.runs().fleet().policyUrls(), List.of(url)), failing)
              .run(ProgressListener.NONE);
    } finally {
      garbage.stop(0);
    }

    assertThat(failed.failed()).isEqualTo(4 * PROBLEMS);
    assertThat(experiment(failed, "plain-4").accuracy())
        .isEqualTo(experiment(small.metrics(), "plain-4").accuracy());
    assertThat(experiment(failed, "mcts-4").accuracy().value()).isZero();
    assertThat(experiment(failed, "mcts-4").accuracy().n()).isEqualTo(PROBLEMS);
    assertThat(experiment(failed, "mcts-4").candidateAccuracy()).isNull();
    Dataset<Row> problems = failing.table(spark, "problems").filter("status = 'failed'");
    assertThat(problems.collectAsList())
        .hasSize(4 * PROBLEMS)
        .allMatch(row -> row.getAs("failure").equals("malformed"))
        .allMatch(row -> row.<String>getAs("message").startsWith(url.toString()))
        .allMatch(row -> row.isNullAt(row.fieldIndex("stop")));

    List<Progress> progress = new ArrayList<>();
    small.runs().reset();
    FleetRuns.job(healthy, failing).run(progress::add);

    failing.assertSameTables(spark, small.reference());
    assertThat(small.asked().rewardCalls()).isEqualTo(small.cost().rewardCalls());
    assertThat(progress)
        .last()
        .isEqualTo(
            new Progress(
                ITEMS, ITEMS, 0, rightAnswers(), small.cost().generatedTokens(), PROBLEMS));
  }

  private int rightAnswers() {
    return (int)
        Math.round(
            small.metrics().experiments().stream().mapToDouble(e -> e.accuracy().value()).sum()
                * PROBLEMS);
  }

  @Test
  void countsPromptsThatDoNotFitTheContextAsWrongAndDoesThemAgain() {
    FinishedRun failing = small.runs().fresh("context");
    RunSpec cramped = small.runs().spec("simulate.fleet.context-length=" + MIDDLING_CONTEXT);
    RunMetrics failed;
    try (SimulatedFleet narrow = FleetRuns.fleet(cramped)) {
      failed =
          FleetRuns.job(FleetRuns.resolved(narrow, cramped), failing).run(ProgressListener.NONE);
    }

    List<Row> problems =
        failing.table(spark, "problems").filter("experiment = 'plain-4'").collectAsList();
    List<Row> rows = problems.stream().filter(row -> row.getAs("status").equals("failed")).toList();
    assertThat(rows)
        .hasSizeBetween(1, PROBLEMS - 1)
        .allMatch(row -> row.getAs("failure").equals("context-too-long"))
        .allMatch(row -> row.<String>getAs("message").contains(String.valueOf(MIDDLING_CONTEXT)))
        .allMatch(row -> row.<Integer>getAs("candidates") == 0);
    ExperimentMetrics plain = experiment(failed, "plain-4");
    long right =
        failing
            .table(spark, "decisions")
            .filter("experiment = 'plain-4' and vote = 'majority' and correct")
            .count();
    assertThat(plain.failed()).isEqualTo(rows.size());
    assertThat(plain.problems()).isEqualTo(PROBLEMS);
    assertThat(right).isPositive();
    assertThat(plain.accuracy().value()).isEqualTo(right / (double) PROBLEMS);

    small.search(failing);

    failing.assertSameTables(spark, small.reference());
  }
}
