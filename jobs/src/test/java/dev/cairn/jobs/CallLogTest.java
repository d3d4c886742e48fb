package dev.cairn.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.jobs.io.CallCounts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
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

/** What a run pays for again, and what not, when it is given again. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CallLogTest {
  private static final String SPEC =
      """
      name: logged
      seed: 3
      data: {path: ../datasets/arithmetic-200.jsonl, limit: 4}
      rewards:
        prm: {type: qwen-prm}
      experiments:
        - {name: beam-4x2, strategy: {type: beam-search, beams: 4, branching: 2}, reward: prm, vote: best-reward}
        - {name: mcts-3, strategy: {type: mcts, paths: 3, width: 3}, reward: prm, vote: best-reward}
      execution: {partitions: 1}
      simulate:
        world: arithmetic
        fleet: {latency: {time-scale: 0}}
      """;

  private FleetRuns runs;
  private SparkSession spark;
  private FinishedRun reference;
  private CallCounts counts;
  private long calls;

  @BeforeAll
  void runTheReference(@TempDir Path directory) {
    runs = new FleetRuns(SPEC, directory);
    spark = LocalSpark.session();
    reference = runs.fresh("reference");
    counts = runs.run(reference);
    calls = runs.requests();
  }

  @BeforeEach
  void countFromZero() {
    runs.reset();
  }

  @AfterAll
  void stopTheFleet() {
    runs.close();
  }

  private void assertSame(FinishedRun run) {
    run.assertSameTables(spark, reference);
    run.assertSameCalls(spark, reference);
  }

  private long replayed(FinishedRun run) {
    return run.table(spark, "calls").filter("replayed").count();
  }

  @Test
  void keepsEveryCallThatTheWorkersAnswered() {
    Dataset<Row> table = reference.table(spark, "calls");
    Row sums =
        table
            .selectExpr("sum(prompt_tokens)", "sum(cached_tokens)", "sum(generated_tokens)")
            .first();
    Row spent =
        reference
            .table(spark, "usage")
            .selectExpr(
                "sum(prompt_tokens + reward_tokens)",
                "sum(cached_tokens)",
                "sum(generated_tokens)",
                "sum(policy_calls + reward_calls)")
            .first();

    assertThat(counts).isEqualTo(new CallCounts(calls, 0, 0, 0));
    assertThat(table.count()).isEqualTo(calls).isEqualTo(spent.getLong(3));
    assertThat(sums.getLong(0)).isEqualTo(spent.getLong(0));
    assertThat(sums.getLong(1)).isEqualTo(spent.getLong(1));
    assertThat(sums.getLong(2)).isEqualTo(spent.getLong(2));
    assertThat(replayed(reference)).isZero();
    assertThat(reference.asked("calls")).isEqualTo(calls);
    assertThat(reference.asked("promptTokens")).isEqualTo(spent.getLong(0));
    assertThat(reference.asked("generatedTokens")).isEqualTo(spent.getLong(2));
    assertThat(reference.asked("replayed")).isZero();
    assertThat(table.select("role", "model").distinct().collectAsList().toString())
        .contains("[policy,simulated-policy]", "[prm,simulated-prm]");
  }

  @Test
  @Tag("spark-4")
  void asksNothingAgainWhereOnlyTheOutcomesAreLostHoweverTheWorkIsSpreadAnew() throws IOException {
    FinishedRun again = reference.copyCallsTo(runs.at("outcomes-lost"));

    assertThat(runs.run(again, "execution.partitions=4")).isEqualTo(new CallCounts(0, calls, 0, 0));

    assertThat(runs.requests()).isZero();
    assertSame(again);
    assertThat(replayed(again)).isEqualTo(calls);
    assertThat(again.asked("calls")).isZero();
    assertThat(again.asked("replayed")).isEqualTo(calls);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.02, 0.7})
  void goesOnInMidTreeWhereTheLogIsTorn(double share) throws IOException {
    FinishedRun cut = reference.copyCallsTo(runs.at("cut-" + share));
    Path segment = cut.callSegments().get(0);
    byte[] whole = Files.readAllBytes(segment);
    Files.write(segment, Arrays.copyOf(whole, (int) (share * whole.length)));
    int left = cut.loggedAnswers().size();

    CallCounts resumed = runs.run(cut);

    assertThat(left).isBetween(1, (int) calls - 1);
    assertThat(runs.requests()).isEqualTo(calls - left);
    assertThat(resumed.replayed()).isEqualTo(left);
    assertThat(resumed.kept()).isEqualTo(calls - left);
    assertThat(cut.loggedAnswers().values()).hasSize((int) calls).allMatch(count -> count == 1);
    assertSame(cut);
  }

  @Test
  void makesTheOneCallAgainWhoseRecordIsDamaged() throws IOException {
    FinishedRun damaged = reference.copyCallsTo(runs.at("damaged"));
    Path segment = damaged.callSegments().get(0);
    byte[] bytes = Files.readAllBytes(segment);
    bytes[bytes.length / 2] ^= 4;
    Files.write(segment, bytes);

    CallCounts resumed = runs.run(damaged);

    assertThat(resumed).isEqualTo(new CallCounts(1, calls - 1, 0, 1));
    assertThat(runs.requests()).isEqualTo(1);
    assertSame(damaged);
  }

  @Test
  void givesTheSameTablesWhereTheLogIsFullAndNeverExceedsIt() {
    FinishedRun capped = runs.fresh("capped");

    CallCounts all = runs.run(capped, "execution.call-log.max-bytes=20000");

    assertThat(all.unlogged()).isPositive();
    assertThat(all.kept()).isPositive();
    assertThat(all.kept() + all.unlogged()).isEqualTo(calls);
    assertThat(capped.callSegments().stream().mapToLong(file -> file.toFile().length()).sum())
        .isBetween(10_000L, 20_000L);
    capped.assertSameTables(spark, reference);
  }

  @Test
  void keepsNothingWhereThatIsNotWanted() {
    FinishedRun unlogged = runs.fresh("unlogged");

    assertThat(runs.run(unlogged, "execution.call-log.keep=never"))
        .isEqualTo(new CallCounts(0, 0, 0, 0));

    assertThat(unlogged.root().resolve("calls")).doesNotExist();
    assertThat(unlogged.table(spark, "calls").count()).isZero();
    unlogged.assertSameTables(spark, reference);
  }

  @Test
  void deletesItsLogWithTheLastItemWhereThatIsWantedAndKeepsTheTable() {
    FinishedRun run = runs.fresh("until-done");
    String[] sets = {"execution.call-log.keep=until-done"};

    runs.run(run, sets);
    assertThat(run.root().resolve("calls")).doesNotExist();
    runs.run(run, sets);

    assertSame(run);
  }

  @Test
  void paysNothingForAnotherVoteOnWhatAnotherRunHasAsked() {
    FinishedRun other = runs.fresh("other-vote");

    CallCounts replay =
        runs.run(
            other,
            "experiments.0.vote={type: majority}",
            "execution.call-log.replay-from=[" + reference.root() + "]");

    assertThat(runs.requests()).isZero();
    assertThat(replay).isEqualTo(new CallCounts(calls, calls, 0, 0));
    other.assertSameCalls(spark, reference);
  }

  @Test
  void paysOnlyForWhatAWiderSearchAsksBeyondAnEarlierRun() {
    FinishedRun alone = runs.fresh("wider-alone");
    FinishedRun wider = runs.fresh("wider");
    String paths = "experiments.1.strategy.paths=5";
    runs.run(alone, paths);
    long full = runs.requests();
    runs.reset();

    runs.run(wider, paths, "execution.call-log.replay-from=[" + reference.root() + "]");

    assertThat(runs.requests()).isPositive().isLessThan(full - calls / 2);
    wider.assertSameTables(spark, alone);
  }
}
