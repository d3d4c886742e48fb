package dev.cairn.jobs;

import static dev.cairn.jobs.SmallRun.ITEMS;
import static dev.cairn.jobs.SmallRun.PROBLEMS;
import static dev.cairn.jobs.SmallRun.assertSameMetrics;
import static dev.cairn.jobs.SmallRun.assertSpent;
import static dev.cairn.jobs.SmallRun.experiment;
import static dev.cairn.jobs.SmallRun.spent;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.size;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cairn.engine.config.RunSpec;
import dev.cairn.engine.config.SpecReader;
import dev.cairn.jobs.RunMetrics.ExperimentMetrics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
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
import org.junit.jupiter.params.provider.CsvSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("spark-4")
class SearchJobTest {
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
  void listsEveryWorkItemOnceWithItsStatus() {
    Dataset<Row> problems = small.reference().table(spark, "problems");

    assertThat(problems.count()).isEqualTo(ITEMS);
    assertThat(problems.select("experiment", "problem", "repetition").distinct().count())
        .isEqualTo(ITEMS);
    assertThat(problems.filter(col("status").notEqual("completed")).count()).isZero();
    assertThat(FinishedRun.items(small.reference().outcomes()))
        .hasSize(ITEMS)
        .doesNotHaveDuplicates();
    assertThat(small.metrics().items()).isEqualTo(ITEMS);
    assertThat(small.metrics().failed()).isZero();
  }

  @Test
  void keepsItsMetricsInTheRunDirectoryAsItReturnsThem() throws IOException {
    ObjectMapper json = new ObjectMapper();
    assertThat(json.readTree(Files.readString(small.reference().root().resolve("metrics.json"))))
        .isEqualTo(json.readTree(json.writeValueAsString(small.metrics())));
  }

  @Test
  void recordsASpecThatReadsAsTheSameRunWithoutThePortsOfTheFleet() throws IOException {
    String yaml = Files.readString(small.reference().root().resolve("run.yaml"));

    RunSpec kept = SpecReader.read("run.yaml", yaml, List.of());

    assertThat(kept).isEqualTo(small.runs().resolved().at(List.of(), List.of()));
    assertThat(yaml).contains("simulated-policy", "Spark " + spark.version());
  }

  @Test
  void givesEveryCandidateOneRewardPerStepAndNoneWithoutARewardModel() {
    Dataset<Row> candidates = small.reference().table(spark, "candidates");

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
    List<Row> steps = small.reference().table(spark, "steps").collectAsList();
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
    Dataset<Row> decisions = small.reference().table(spark, "decisions");

    long votes = decisions.select("vote").distinct().count();
    assertThat(votes).isGreaterThan(4);
    assertThat(decisions.filter(col("experiment").equalTo("plain-4")).count()).isEqualTo(PROBLEMS);
    assertThat(decisions.filter(col("experiment").equalTo("mcts-4")).count())
        .isEqualTo(votes * PROBLEMS);
  }

  @Test
  void accountsForExactlyWhatTheWorkersDid() {
    Row sums =
        small
            .reference()
            .table(spark, "usage")
            .selectExpr(
                "sum(policy_calls)",
                "sum(samples)",
                "sum(generated_tokens)",
                "sum(reward_calls)",
                "sum(prompt_tokens)")
            .first();

    assertSpent(small.cost(), spent(small.reference().outcomes()));
    assertThat(sums.getLong(0)).isEqualTo(small.cost().requests() - small.cost().rewardCalls());
    assertThat(sums.getLong(1)).isEqualTo(small.cost().sequences());
    assertThat(sums.getLong(2)).isEqualTo(small.cost().generatedTokens());
    assertThat(sums.getLong(3)).isEqualTo(small.cost().rewardCalls());
    assertThat(sums.getLong(4)).isEqualTo(small.cost().promptTokens());
  }

  @Test
  void derivesItsMetricsFromItsTables() {
    for (ExperimentMetrics experiment : small.metrics().experiments()) {
      Dataset<Row> decisions =
          small
              .reference()
              .table(spark, "decisions")
              .filter(col("experiment").equalTo(experiment.name()))
              .filter(col("vote").equalTo(experiment.vote()))
              .filter("correct");
      Dataset<Row> covered =
          small
              .reference()
              .table(spark, "problems")
              .filter(col("experiment").equalTo(experiment.name()))
              .filter("correct_candidates > 0");
      assertThat(experiment.accuracy().value()).isEqualTo(decisions.count() / (double) PROBLEMS);
      assertThat(experiment.coverage().value()).isEqualTo(covered.count() / (double) PROBLEMS);
    }
    assertThat(
            small.metrics().experiments().stream()
                .map(e -> e.accuracy().value())
                .distinct()
                .count())
        .as("different accuracies")
        .isGreaterThan(1);
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "8, 16", "64, 1", "64, 16"})
  void givesTheSameTablesHoweverTheWorkIsSpread(int inFlight, int partitions) {
    FinishedRun spread = small.runs().fresh("spread-" + inFlight + "-" + partitions);

    RunMetrics other =
        small.search(
            spread, "limits.searches-in-flight=" + inFlight, "execution.partitions=" + partitions);

    spread.assertSameTables(spark, small.reference());
    assertSameMetrics(other, small.metrics());
  }

  @Test
  void givesTheSameTablesOnOneCore() {
    spark.stop();
    spark = LocalSpark.session("local[1]");
    try {
      FinishedRun alone = small.runs().fresh("one-core");

      small.search(alone);

      assertThat(spark.sparkContext().defaultParallelism()).isEqualTo(1);
      alone.assertSameTables(spark, small.reference());
    } finally {
      spark.stop();
    }
  }
}
