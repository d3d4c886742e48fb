package dev.cairn.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.jobs.io.StoredOutcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Runs whose searches share their budgets, against the simulated fleet. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SharedBudgetTest {
  private static final int PROBLEMS = 8;
  private static final long TOKENS = 2000;

  private static final String SPEC =
      """
      name: shared
      seed: 2
      data: {path: ../datasets/arithmetic-200.jsonl, limit: 8}
      policy: {samples-per-call: 8}
      rewards:
        prm: {type: qwen-prm}
      experiments:
        - name: shared
          strategy: {type: adaptive-consistency, n: 60, batch: 2}
          reward: prm
          vote: weighted-majority
          budget: {tokens: 2000, share: 2}
        - name: chosen
          strategy:
            type: compute-optimal
            difficulty: agreement
            bins:
              - {up-to: 0.3, strategy: none}
              - {up-to: 1, strategy: {type: rebase, width: 24}}
          reward: prm
          vote: weighted-majority
          budget: {tokens: 2000, share: 1}
        - name: alone
          strategy: {type: adaptive-consistency, n: 60, batch: 2}
          reward: prm
          vote: weighted-majority
          budget: {tokens: 2000}
      limits: {searches-in-flight: 64}
      execution: {segment-records: 4, partitions: 2, call-log: {records: 40}}
      simulate:
        world: arithmetic
        fleet: {latency: {time-scale: 0}}
      """;

  private FleetRuns runs;
  private SparkSession spark;
  private FinishedRun reference;
  private long requests;

  @BeforeAll
  void runTheReference(@TempDir Path directory) {
    runs = new FleetRuns(SPEC, directory);
    spark = LocalSpark.session();
    reference = runs.fresh("reference");
    runs.run(reference);
    requests = runs.requests();
  }

  @BeforeEach
  void countFromZero() {
    runs.reset();
  }

  @AfterAll
  void stopTheFleet() {
    runs.close();
  }

  private Row tokens(String experiment) {
    return reference
        .table(spark, "usage")
        .filter("experiment = '%s'".formatted(experiment))
        .selectExpr("sum(generated_tokens)", "max(generated_tokens)")
        .first();
  }

  @Test
  void whatEasyProblemsLeaveGoesToHardOnes() {
    assertThat(tokens("alone").getLong(1)).isLessThan(TOKENS * 6 / 5);
    assertThat(tokens("shared").getLong(1)).isGreaterThan(TOKENS * 6 / 5);
    // Together they keep to what all have, but for the cost of a last child here and there.
    for (String experiment : List.of("shared", "chosen")) {
      assertThat(tokens(experiment).getLong(0))
          .isGreaterThan(tokens("alone").getLong(0))
          .isLessThan(PROBLEMS * TOKENS * 21 / 20);
    }
    Row problem =
        reference
            .table(spark, "problems")
            .filter("experiment = 'shared'")
            .selectExpr("min(budget_tokens)", "max(budget_tokens)", "count(*)")
            .first();
    assertThat(problem.getLong(0)).isEqualTo(TOKENS);
    assertThat(problem.getLong(1)).isGreaterThan(TOKENS);
    assertThat(problem.getLong(2)).isEqualTo(PROBLEMS);
  }

  @Test
  void aSearchThatGoesOnPaysForNoCallTwice() {
    assertThat(reference.loggedAnswers().values()).containsOnly(1);
    assertThat(requests).isEqualTo(reference.loggedAnswers().size());
    long spent =
        reference
            .table(spark, "usage")
            .selectExpr("sum(policy_calls + reward_calls)")
            .first()
            .getLong(0);
    // Equal texts are judged once, however many searches wrote them.
    assertThat(spent).isGreaterThanOrEqualTo(requests);
  }

  @Test
  void hasTheSameTablesAtAnyParallelism() {
    FinishedRun alone = runs.fresh("alone");
    runs.run(alone, "limits.searches-in-flight=1", "execution.partitions=7");

    alone.assertSameTables(spark, reference);
    alone.assertSameCalls(spark, reference);
  }

  @Test
  void hasTheSameTablesWhereverItWasCutOff() throws IOException {
    int segments = reference.segments().size();
    for (int kept : List.of(segments / 3, segments - 2)) {
      FinishedRun again = runs.fresh("cut-" + kept);
      reference.copyTo(again.root());
      for (Path segment : again.segments().subList(kept, segments)) {
        Files.delete(segment);
      }
      copy(reference.callSegments().stream().limit(kept / 2), again);
      runs.run(again);

      again.assertSameTables(spark, reference);
    }
  }

  @Test
  void asksNothingAgainWhereOnlyTheDealtOutcomesAreLost() throws IOException {
    FinishedRun again = runs.fresh("dealt-lost");
    reference.copyCallsTo(again.root());
    for (Path segment : reference.segments()) {
      List<StoredOutcome> outcomes = FinishedRun.outcomes(segment);
      if (outcomes.stream().allMatch(outcome -> outcome.allowance() == TOKENS)) {
        copy(Stream.of(segment), again);
      }
    }
    runs.run(again);

    assertThat(runs.requests()).isZero();
    again.assertSameTables(spark, reference);
  }

  private void copy(Stream<Path> files, FinishedRun to) throws IOException {
    for (Path file : files.toList()) {
      Path copy = to.root().resolve(reference.root().relativize(file));
      Files.createDirectories(copy.getParent());
      Files.copy(file, copy);
    }
  }
}
