package dev.cairn.jobs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.size;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import dev.cairn.engine.config.Probe;
import dev.cairn.engine.config.RunSpec;
import dev.cairn.engine.config.SimulateSpec;
import dev.cairn.engine.config.SpecReader;
import dev.cairn.engine.config.UserException;
import dev.cairn.engine.run.Usage;
import dev.cairn.engine.simulate.FleetStats;
import dev.cairn.engine.simulate.SimulatedFleet;
import dev.cairn.jobs.ProgressListener.Progress;
import dev.cairn.jobs.RunMetrics.ExperimentMetrics;
import dev.cairn.jobs.io.RunDirectory;
import dev.cairn.jobs.io.StoredOutcome;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SearchJobTest {
  private static final int PROBLEMS = 12;
  private static final int ITEMS = 5 * PROBLEMS;

  /** Tokens that hold the shorter of the prompts and a whole solution. */
  private static final int MIDDLING_CONTEXT = 2200;

  private static final String SPEC =
      """
      name: small
      seed: 1
      data: {path: ../datasets/arithmetic-200.jsonl, limit: 12}
      policy: {worker: {attempts: 2, retry-base: 1ms, retry-cap: 2ms}}
      rewards:
        prm: {type: qwen-prm, worker: {attempts: 2, retry-base: 1ms, retry-cap: 2ms}}
      experiments:
        - {name: greedy, strategy: greedy, reward: prm, vote: best-reward}
        - {name: plain-4, strategy: {type: best-of-n, n: 4}, reward: none, vote: majority}
        - {name: best-of-4, strategy: {type: best-of-n, n: 4}, reward: prm, vote: best-reward}
        - {name: beam-4x2, strategy: {type: beam-search, beams: 4, branching: 2}, reward: prm, vote: weighted-majority}
        - {name: mcts-4, strategy: {type: mcts, paths: 4, width: 3}, reward: prm, vote: best-reward}
      execution: {segment-records: 4, partitions: 3}
      simulate:
        world: arithmetic
        fleet: {policy-workers: 2, latency: {time-scale: 0}}
      """;

  private Path directory;
  private SimulatedFleet fleet;
  private SparkSession spark;
  private FinishedRun reference;
  private RunMetrics metrics;
  private FleetStats cost;

  @BeforeAll
  void runTheReference(@TempDir Path temporary) {
    directory = temporary;
    fleet = fleet(spec());
    spark = LocalSpark.session();
    reference = new FinishedRun(directory.resolve("reference"));
    metrics = run(at(fleet, spec()), reference);
    cost = fleet.stats();
  }

  @BeforeEach
  void countFromZero() {
    spark = LocalSpark.session();
    fleet.reset();
  }

  @AfterAll
  void stopTheFleet() {
    fleet.close();
  }

  private static RunSpec spec(String... sets) {
    return SpecReader.read("small.yaml", SPEC, List.of(sets));
  }

  private static SimulatedFleet fleet(RunSpec spec) {
    SimulateSpec simulate = requireNonNull(spec.simulate());
    return SimulatedFleet.start(simulate.world().open(), simulate.fleet());
  }

  private static RunSpec at(SimulatedFleet fleet, RunSpec spec) {
    RunSpec bound = spec.at(fleet.policyUrls(), fleet.rewardUrls());
    return Probe.resolve(bound, Probe.all(bound, System::getenv));
  }

  private RunMetrics run(RunSpec spec, FinishedRun run) {
    return run(spec, run, ProgressListener.NONE);
  }

  private RunMetrics run(RunSpec spec, FinishedRun run, ProgressListener listener) {
    org.apache.hadoop.fs.Path root = new org.apache.hadoop.fs.Path(run.root().toString());
    return new SearchJob(spark, spec, new RunDirectory(root)).run(listener);
  }

  private FinishedRun fresh(String name) {
    return new FinishedRun(directory.resolve(name));
  }

  private static Usage spent(Collection<StoredOutcome> outcomes) {
    return outcomes.stream().map(StoredOutcome::usage).reduce(Usage.NONE, Usage::plus);
  }

  private static void assertSpent(FleetStats stats, Usage usage) {
    assertThat(stats.requests() - stats.rewardCalls()).isEqualTo(usage.policyCalls());
    assertThat(stats.sequences()).isEqualTo(usage.samples());
    assertThat(stats.promptTokens()).isEqualTo(usage.promptTokens());
    assertThat(stats.cachedTokens()).isEqualTo(usage.cachedTokens());
    assertThat(stats.generatedTokens()).isEqualTo(usage.generatedTokens());
    assertThat(stats.rewardCalls()).isEqualTo(usage.rewardCalls());
    assertThat(stats.rewardTexts()).isEqualTo(usage.scored());
    assertThat(stats.rewardTokens()).isEqualTo(usage.rewardTokens());
  }

  private static ExperimentMetrics experiment(RunMetrics metrics, String name) {
    return metrics.experiments().stream()
        .filter(experiment -> experiment.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static void assertSameMetrics(RunMetrics actual, RunMetrics expected) {
    assertThat(actual)
        .usingRecursiveComparison()
        .ignoringFields("seconds", "calls", "experiments.perSearch")
        .isEqualTo(expected);
    for (ExperimentMetrics experiment : expected.experiments()) {
      assertThat(experiment(actual, experiment.name()).perSearch())
          .usingRecursiveComparison()
          .ignoringFields("seconds")
          .isEqualTo(experiment.perSearch());
    }
  }

  @Test
  void listsEveryWorkItemOnceWithItsStatus() {
    Dataset<Row> problems = reference.table(spark, "problems");

    assertThat(problems.count()).isEqualTo(ITEMS);
    assertThat(problems.select("experiment", "problem", "repetition").distinct().count())
        .isEqualTo(ITEMS);
    assertThat(problems.filter(col("status").notEqual("completed")).count()).isZero();
    assertThat(FinishedRun.items(reference.outcomes())).hasSize(ITEMS).doesNotHaveDuplicates();
    assertThat(metrics.items()).isEqualTo(ITEMS);
    assertThat(metrics.failed()).isZero();
  }

  @Test
  void keepsItsMetricsInTheRunDirectoryAsItReturnsThem() throws IOException {
    ObjectMapper json = new ObjectMapper();
    assertThat(json.readTree(Files.readString(reference.root().resolve("metrics.json"))))
        .isEqualTo(json.readTree(json.writeValueAsString(metrics)));
  }

  @Test
  void recordsASpecThatReadsAsTheSameRunWithoutThePortsOfTheFleet() throws IOException {
    String yaml = Files.readString(reference.root().resolve("run.yaml"));

    RunSpec kept = SpecReader.read("run.yaml", yaml, List.of());

    assertThat(kept).isEqualTo(at(fleet, spec()).at(List.of(), List.of()));
    assertThat(yaml).contains("simulated-policy", "Spark " + spark.version());
  }

  @Test
  void givesEveryCandidateOneRewardPerStepAndNoneWithoutARewardModel() {
    Dataset<Row> candidates = reference.table(spark, "candidates");

    Dataset<Row> rewarded = candidates.filter(col("experiment").notEqual("plain-4"));
    Dataset<Row> plain = candidates.filter(col("experiment").equalTo("plain-4"));
    assertThat(rewarded.count()).isGreaterThan(10L * PROBLEMS / 2);
    assertThat(rewarded.filter(size(col("rewards")).notEqual(col("steps"))).count()).isZero();
    assertThat(plain.count()).isEqualTo(4 * PROBLEMS);
    assertThat(plain.filter(size(col("rewards")).notEqual(0)).count()).isZero();
  }

  @Test
  void leadsEveryStepBackToTheRoot() {
    Set<List<Object>> nodes = new HashSet<>();
    List<Row> steps = reference.table(spark, "steps").collectAsList();
    steps.forEach(step -> nodes.add(List.of(step.get(0), step.get(1), step.get(2), step.get(3))));

    assertThat(steps)
        .hasSizeGreaterThan(ITEMS)
        .allMatch(
            step ->
                step.getAs("parent").equals("")
                    || nodes.contains(
                        List.of(step.get(0), step.get(1), step.get(2), step.getAs("parent"))));
  }

  @Test
  void holdsEveryVoteOnEveryItem() {
    Dataset<Row> decisions = reference.table(spark, "decisions");

    long votes = decisions.select("vote").distinct().count();
    assertThat(votes).isGreaterThan(4);
    assertThat(decisions.filter(col("experiment").equalTo("plain-4")).count()).isEqualTo(PROBLEMS);
    assertThat(decisions.filter(col("experiment").equalTo("mcts-4")).count())
        .isEqualTo(votes * PROBLEMS);
  }

  @Test
  void accountsForExactlyWhatTheWorkersDid() {
    Row sums =
        reference
            .table(spark, "usage")
            .selectExpr(
                "sum(policy_calls)",
                "sum(samples)",
                "sum(generated_tokens)",
                "sum(reward_calls)",
                "sum(prompt_tokens)")
            .first();

    assertSpent(cost, spent(reference.outcomes()));
    assertThat(sums.getLong(0)).isEqualTo(cost.requests() - cost.rewardCalls());
    assertThat(sums.getLong(1)).isEqualTo(cost.sequences());
    assertThat(sums.getLong(2)).isEqualTo(cost.generatedTokens());
    assertThat(sums.getLong(3)).isEqualTo(cost.rewardCalls());
    assertThat(sums.getLong(4)).isEqualTo(cost.promptTokens());
  }

  @Test
  void derivesItsMetricsFromItsTables() {
    for (ExperimentMetrics experiment : metrics.experiments()) {
      Dataset<Row> decisions =
          reference
              .table(spark, "decisions")
              .filter(col("experiment").equalTo(experiment.name()))
              .filter(col("vote").equalTo(experiment.vote()))
              .filter("correct");
      Dataset<Row> covered =
          reference
              .table(spark, "problems")
              .filter(col("experiment").equalTo(experiment.name()))
              .filter("correct_candidates > 0");
      assertThat(experiment.accuracy().value()).isEqualTo(decisions.count() / (double) PROBLEMS);
      assertThat(experiment.coverage().value()).isEqualTo(covered.count() / (double) PROBLEMS);
    }
    assertThat(metrics.experiments().stream().map(e -> e.accuracy().value()).distinct().count())
        .as("different accuracies")
        .isGreaterThan(1);
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "8, 16", "64, 1", "64, 16"})
  void givesTheSameTablesHoweverTheWorkIsSpread(int inFlight, int partitions) {
    FinishedRun spread = fresh("spread-" + inFlight + "-" + partitions);

    RunMetrics other =
        run(
            at(
                fleet,
                spec(
                    "limits.searches-in-flight=" + inFlight, "execution.partitions=" + partitions)),
            spread);

    spread.assertSameTables(spark, reference);
    assertSameMetrics(other, metrics);
  }

  @Test
  void givesTheSameTablesOnOneCore() {
    spark.stop();
    spark = LocalSpark.session("local[1]");
    try {
      FinishedRun alone = fresh("one-core");

      run(at(fleet, spec()), alone);

      assertThat(spark.sparkContext().defaultParallelism()).isEqualTo(1);
      alone.assertSameTables(spark, reference);
    } finally {
      spark.stop();
    }
  }

  @Test
  void doesNothingAgainWhenItIsSubmittedAgain() throws IOException {
    FinishedRun again = reference.copyTo(directory.resolve("again"));
    List<Path> segments = again.segments();

    RunMetrics repeated = run(at(fleet, spec()), again);

    assertThat(fleet.stats().requests()).isZero();
    assertThat(again.segments()).isEqualTo(segments);
    again.assertSameTables(spark, reference);
    assertSameMetrics(repeated, metrics);
  }

  @Test
  void refusesTheDirectoryOfARunWithAnotherSeed() {
    assertThatThrownBy(() -> run(at(fleet, spec("seed=2")), reference))
        .isInstanceOf(UserException.class)
        .hasMessageContaining(
            reference.root() + " was begun with another spec: seed was 1 and is 2")
        .hasMessageContaining("--out");
    assertThat(fleet.stats().requests()).isZero();
  }

  @Test
  void doesAgainExactlyTheItemsOfLostSegments() throws IOException {
    FinishedRun damaged = reference.copyTo(directory.resolve("lost"));
    List<Path> before = damaged.segments();
    List<StoredOutcome> lost = new ArrayList<>();
    for (Path segment : List.of(before.get(0), before.get(2), before.get(before.size() - 1))) {
      lost.addAll(FinishedRun.outcomes(segment));
      Files.delete(segment);
    }
    Set<Path> kept = Set.copyOf(damaged.segments());

    RunMetrics repaired = run(at(fleet, spec()), damaged);

    List<StoredOutcome> redone =
        damaged.segments().stream()
            .filter(segment -> !kept.contains(segment))
            .flatMap(segment -> FinishedRun.outcomes(segment).stream())
            .toList();
    assertThat(FinishedRun.items(redone))
        .hasSizeBetween(1, ITEMS - 1)
        .containsExactlyInAnyOrderElementsOf(FinishedRun.items(lost));
    assertSpent(fleet.stats(), spent(lost));
    damaged.assertSameTables(spark, reference);
    assertSameMetrics(repaired, metrics);
  }

  @Test
  void doesTheItemOfATornLastLineAgain() throws IOException {
    FinishedRun torn = reference.copyTo(directory.resolve("torn"));
    Path segment = torn.segments().get(1);
    List<StoredOutcome> outcomes = FinishedRun.outcomes(segment);
    StoredOutcome cut = outcomes.get(outcomes.size() - 1);
    String text = Files.readString(segment);
    Files.writeString(segment, text.substring(0, text.length() - cut.toLine().length() / 2));

    run(at(fleet, spec()), torn);

    assertSpent(fleet.stats(), cut.usage());
    torn.assertSameTables(spark, reference);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"version\":2,", "", "null", "{}", "nonsense"})
  void refusesADamagedLineAmongOthersAndSaysWhereItIs(String line) throws IOException {
    FinishedRun damaged = reference.copyTo(directory.resolve("damaged-" + line.hashCode()));
    Path segment = damaged.segments().get(0);
    List<String> lines = new ArrayList<>(Files.readAllLines(segment));
    lines.set(1, line);
    Files.write(segment, lines);

    assertThatThrownBy(() -> run(at(fleet, spec()), damaged))
        .isInstanceOf(UserException.class)
        .hasMessageContaining(segment.getFileName() + ":2: a damaged record")
        .hasMessageContaining("delete this file");
    assertThat(fleet.stats().requests()).isZero();
  }

  @Test
  void refusesALastLineOfAnotherVersionWhichIsNoTornOne() throws IOException {
    FinishedRun other = reference.copyTo(directory.resolve("other-version"));
    Path segment = other.segments().get(0);
    Files.writeString(segment, Files.readString(segment) + "{\"version\":9}\n");

    assertThatThrownBy(() -> run(at(fleet, spec()), other))
        .isInstanceOf(UserException.class)
        .hasMessageContaining(segment.getFileName() + ":")
        .hasMessageContaining("an outcome of version 9, which this cairn does not read");
    assertThat(fleet.stats().requests()).isZero();
  }

  @Test
  void listsWhatFailedForARewardModelThatAnswersGarbageAndDoesItAgain() throws IOException {
    FinishedRun failing = fresh("garbage");
    RunSpec healthy = at(fleet, spec());
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
      failed = run(healthy.at(fleet.policyUrls(), List.of(url)), failing);
    } finally {
      garbage.stop(0);
    }

    assertThat(failed.failed()).isEqualTo(4 * PROBLEMS);
    assertThat(experiment(failed, "plain-4").accuracy())
        .isEqualTo(experiment(metrics, "plain-4").accuracy());
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
    fleet.reset();
    run(healthy, failing, progress::add);

    failing.assertSameTables(spark, reference);
    assertThat(fleet.stats().rewardCalls()).isEqualTo(cost.rewardCalls());
    assertThat(progress)
        .last()
        .isEqualTo(new Progress(ITEMS, ITEMS, 0, rightAnswers(), cost.generatedTokens(), PROBLEMS));
  }

  private int rightAnswers() {
    return (int)
        Math.round(
            metrics.experiments().stream().mapToDouble(e -> e.accuracy().value()).sum() * PROBLEMS);
  }

  @Test
  void countsPromptsThatDoNotFitTheContextAsWrongAndDoesThemAgain() {
    FinishedRun failing = fresh("context");
    RunSpec cramped = spec("simulate.fleet.context-length=" + MIDDLING_CONTEXT);
    RunMetrics failed;
    try (SimulatedFleet narrow = fleet(cramped)) {
      failed = run(at(narrow, cramped), failing);
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

    run(at(fleet, spec()), failing);

    failing.assertSameTables(spark, reference);
  }
}
