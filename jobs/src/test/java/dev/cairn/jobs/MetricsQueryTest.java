package dev.cairn.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.cairn.engine.config.RunSpec;
import dev.cairn.engine.config.RunSpec.Experiment;
import dev.cairn.engine.config.SpecReader;
import dev.cairn.engine.metrics.Bootstrap;
import dev.cairn.engine.metrics.Curve;
import dev.cairn.engine.metrics.Estimate;
import dev.cairn.engine.metrics.GradedPool;
import dev.cairn.engine.metrics.Holm;
import dev.cairn.engine.metrics.Intervals;
import dev.cairn.engine.metrics.McNemar;
import dev.cairn.engine.metrics.Paired;
import dev.cairn.engine.metrics.PassAtK;
import dev.cairn.engine.metrics.ScoredLabels;
import dev.cairn.engine.metrics.Selection;
import dev.cairn.engine.search.Aggregation;
import dev.cairn.engine.vote.Ballot;
import dev.cairn.engine.vote.BestReward;
import dev.cairn.engine.vote.Decision;
import dev.cairn.engine.vote.Majority;
import dev.cairn.engine.vote.Vote;
import dev.cairn.jobs.RunMetrics.Comparison;
import dev.cairn.jobs.RunMetrics.ExperimentMetrics;
import dev.cairn.jobs.RunMetrics.Point;
import dev.cairn.jobs.io.Tables;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The figures that Spark finds over partitions against the same ones in plain Java. */
@Tag("spark-4")
class MetricsQueryTest {
  private static final int PROBLEMS = 30;
  private static final long SEED = 11;
  private static final String SPEC =
      """
      name: compared
      seed: 11
      data: {path: unread.jsonl}
      rewards:
        prm: {type: qwen-prm, aggregation: min}
      experiments:
        - {name: best, strategy: {type: best-of-n, n: 6}, reward: prm, vote: best-reward}
        - {name: plain, strategy: {type: best-of-n, n: 6}, reward: none, vote: majority}
        - {name: small, strategy: {type: best-of-n, n: 3}, reward: prm, vote: {type: best-reward, aggregation: min}}
      simulate: {world: arithmetic}
      """;

  /** Pools by problem and repetition; a failed search has none. */
  private final Map<String, Map<String, List<List<GradedPool>>>> pools = new TreeMap<>();

  private final List<Row> problems = new ArrayList<>();
  private final List<Row> candidates = new ArrayList<>();
  private final List<Row> decisions = new ArrayList<>();
  private final List<Row> usage = new ArrayList<>();

  private RunMetrics metrics(int repetitions, int partitions) {
    RunSpec spec = SpecReader.read("compared.yaml", SPEC, List.of("repetitions=" + repetitions));
    Random random = new Random(5);
    for (Experiment experiment : spec.experiments()) {
      for (int problem = 0; problem < PROBLEMS; problem++) {
        for (int repetition = 0; repetition < repetitions; repetition++) {
          int size = experiment.name().equals("small") ? 3 + random.nextInt(2) : 6;
          boolean failed = experiment.name().equals("plain") && problem % 10 == 3;
          add(experiment, "p%02d".formatted(problem), repetition, failed ? 0 : size, random);
        }
      }
    }
    return new MetricsQuery(
            spec,
            table(problems, Tables.PROBLEMS, partitions),
            table(candidates, Tables.CANDIDATES, partitions),
            table(decisions, Tables.DECISIONS, partitions),
            table(usage, Tables.USAGE, partitions))
        .metrics(1.5, Map.of());
  }

  private static Dataset<Row> table(List<Row> rows, StructType schema, int partitions) {
    SparkSession spark = LocalSpark.session();
    return spark.createDataFrame(rows, schema).repartition(partitions);
  }

  private void add(Experiment experiment, String problem, int repetition, int size, Random random) {
    List<Ballot> ballots = new ArrayList<>();
    List<Boolean> correct = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      int answer = random.nextInt(4);
      // Few different rewards, so that there are ties.
      List<Double> rewards = List.of(random.nextInt(4) / 4.0, random.nextInt(4) / 4.0);
      boolean silent = answer == 3;
      boolean right = answer == 1;
      ballots.add(new Ballot(silent ? null : String.valueOf(answer), rewards));
      correct.add(right);
      candidates.add(
          RowFactory.create(
              experiment.name(),
              problem,
              repetition,
              i,
              "0." + i,
              "text",
              "answered",
              2,
              10,
              silent ? null : String.valueOf(answer),
              silent ? null : "boxed",
              right,
              experiment.reward().equals("none") ? new Double[0] : rewards.toArray(new Double[0])));
    }
    GradedPool pool = size == 0 ? null : new GradedPool(ballots, correct);
    pools
        .computeIfAbsent(experiment.name(), name -> new TreeMap<>())
        .computeIfAbsent(problem, name -> new ArrayList<>())
        .add(pool == null ? List.of() : List.of(pool));
    int right = pool == null ? 0 : pool.rightOnes();
    problems.add(
        RowFactory.create(
            experiment.name(),
            problem,
            repetition,
            "?",
            "1",
            size == 0 ? "failed" : "completed",
            size == 0 ? null : "over",
            null,
            size == 0 ? "timeout" : null,
            null,
            size,
            right));
    Judge.votes(experiment)
        .forEach(
            (name, vote) ->
                decisions.add(decision(experiment, problem, repetition, pool, name, vote)));
    usage.add(
        RowFactory.create(
            experiment.name(), problem, repetition, 1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L, 0.5));
  }

  private static Row decision(
      Experiment experiment,
      String problem,
      int repetition,
      @Nullable GradedPool pool,
      String name,
      Vote vote) {
    Decision decision = vote.decide(pool == null ? List.of() : pool.ballots());
    return RowFactory.create(
        experiment.name(),
        problem,
        repetition,
        name,
        decision.answer(),
        decision.candidate(),
        decision.candidate() == null ? null : String.valueOf(decision.candidate()),
        pool != null && pool.correct(vote),
        pool == null ? 0.0 : pool.expected(decision),
        decision.share(),
        decision.classes(),
        decision.tied());
  }

  /** One number per problem: the mean over its repetitions, where a failed one counts 0. */
  private double[] means(String experiment, ToDoubleFunction<GradedPool> value) {
    return Objects.requireNonNull(pools.get(experiment)).values().stream()
        .mapToDouble(
            repetitions ->
                repetitions.stream()
                    .mapToDouble(pool -> pool.isEmpty() ? 0 : value.applyAsDouble(pool.get(0)))
                    .average()
                    .orElseThrow())
        .toArray();
  }

  private Estimate estimate(
      String experiment, int repetitions, ToDoubleFunction<GradedPool> value) {
    double[] means = means(experiment, value);
    boolean shares = repetitions == 1;
    double sum = 0;
    for (double mean : means) {
      shares &= mean == 0 || mean == 1;
      sum += mean;
    }
    return shares
        ? Intervals.wilson(Math.round(sum), PROBLEMS, 0.95)
        : new Bootstrap(10_000, SEED, 0.95).mean(means);
  }

  private static ExperimentMetrics experiment(RunMetrics metrics, String name) {
    return metrics.experiments().stream()
        .filter(experiment -> experiment.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void findsTheFiguresOfPoolsThatPlainJavaFinds(int repetitions) {
    RunMetrics metrics = metrics(repetitions, 7);

    for (String name : List.of("best", "plain", "small")) {
      ExperimentMetrics experiment = experiment(metrics, name);
      Vote vote =
          switch (name) {
            case "best" -> new BestReward(Aggregation.LAST);
            case "small" -> new BestReward(Aggregation.MIN);
            default -> new Majority();
          };
      assertThat(experiment.accuracy())
          .isEqualTo(estimate(name, repetitions, pool -> pool.correct(vote) ? 1 : 0));
      assertThat(experiment.coverage())
          .isEqualTo(estimate(name, repetitions, pool -> pool.rightOnes() > 0 ? 1 : 0));
      assertThat(experiment.votes().get("majority"))
          .isEqualTo(estimate(name, repetitions, pool -> pool.correct(new Majority()) ? 1 : 0));
      for (Point point : experiment.passAtK()) {
        if (point.estimate() != null) {
          assertThat(point.estimate())
              .isEqualTo(
                  estimate(
                      name,
                      repetitions,
                      pool -> PassAtK.estimate(pool.size(), pool.rightOnes(), point.k())));
        }
      }
      for (Point point : experiment.majorityAtK()) {
        if (point.estimate() != null) {
          assertThat(point.estimate())
              .isEqualTo(
                  estimate(
                      name,
                      repetitions,
                      pool ->
                          new Curve(PoolValues.TRIALS, SEED)
                              .at(point.k(), pool, new Majority())
                              .value()));
        }
      }
      assertSelection(experiment, name, vote);
    }
  }

  private void assertSelection(ExperimentMetrics experiment, String name, Vote vote) {
    double mean = mean(means(name, GradedPool::meanAccuracy));
    Selection selection =
        new Selection(
            PROBLEMS,
            mean(means(name, pool -> pool.correct(vote) ? 1 : 0)),
            mean,
            mean(means(name, pool -> pool.rightOnes() > 0 ? 1 : 0)),
            1,
            0);
    assertThat(experiment.selection().meanAccuracy()).isCloseTo(mean, within(1e-12));
    assertThat(experiment.selection().regret()).isCloseTo(selection.regret(), within(1e-12));
    assertThat(experiment.selection().efficiency().get())
        .isCloseTo(selection.efficiency().get(), within(1e-9));
    assertThat(experiment.selection().accuracyWhereCovered().get())
        .isCloseTo(selection.givenCoverage().get(), within(1e-9));
  }

  private static double mean(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum / values.length;
  }

  @Test
  void breaksTheTiesOfRankAt1AtRandomAsAnExpectation() {
    ExperimentMetrics best = experiment(metrics(1, 3), "best");
    BestReward vote = new BestReward(Aggregation.MIN);

    assertThat(best.rankAt1()).isEqualTo(estimate("best", 1, pool -> pool.correct(vote) ? 1 : 0));
    assertThat(best.rankAt1TiesAtRandom())
        .isEqualTo(estimate("best", 1, pool -> pool.expectedCorrect(vote)));
    assertThat(best.rankAt1TiesAtRandom()).isNotEqualTo(best.rankAt1());
    assertThat(experiment(metrics(1, 3), "plain").rankAt1()).isNull();
  }

  @Test
  void leavesAPointUndefinedForWhichSomePoolIsTooSmall() {
    ExperimentMetrics small = experiment(metrics(1, 3), "small");

    assertThat(small.passAtK()).extracting(Point::k).containsExactly(1, 2, 3, 4);
    assertThat(small.passAtK().get(3).estimate()).isNull();
    assertThat(small.passAtK().get(3).missing()).isEqualTo("a search has found only 3 candidates");
    assertThat(small.majorityAtK()).extracting(Point::k).containsExactly(1, 2, 3, 4);
  }

  @Test
  void findsTheRankingQualityOfTheRewardThatPlainJavaFinds() {
    RunMetrics metrics = metrics(2, 5);
    List<Double> scores = new ArrayList<>();
    List<Boolean> labels = new ArrayList<>();
    Objects.requireNonNull(pools.get("best")).values().stream()
        .flatMap(List::stream)
        .flatMap(List::stream)
        .forEach(
            pool -> {
              pool.ballots().forEach(ballot -> scores.add(Aggregation.MIN.apply(ballot.rewards())));
              labels.addAll(pool.correct());
            });
    boolean[] positive = new boolean[labels.size()];
    double squares = 0;
    for (int i = 0; i < positive.length; i++) {
      positive[i] = labels.get(i);
      squares += Math.pow(scores.get(i) - (positive[i] ? 1 : 0), 2);
    }
    double[] rewards = scores.stream().mapToDouble(Double::doubleValue).toArray();

    RewardQuality quality = experiment(metrics, "best").rewardQuality();

    assertThat(quality.auroc().get())
        .isCloseTo(new ScoredLabels(rewards, positive).auroc().get(), within(1e-12));
    assertThat(quality.brier().get()).isCloseTo(squares / positive.length, within(1e-12));
    assertThat(experiment(metrics, "plain").rewardQuality().auroc().missing())
        .isEqualTo("the experiment has no reward model");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void comparesExperimentsProblemByProblemAsPlainJavaDoes(int repetitions) {
    RunMetrics metrics = metrics(repetitions, 4);
    double[] best = means("best", pool -> pool.correct(new BestReward(Aggregation.LAST)) ? 1 : 0);
    double[] plain = means("plain", pool -> pool.correct(new Majority()) ? 1 : 0);
    Paired paired = Paired.of(best, plain);

    List<Comparison> comparisons = metrics.comparisons();
    assertThat(comparisons)
        .extracting(each -> each.first() + " " + each.second())
        .containsExactly("best plain", "best small", "plain small");
    Comparison comparison = comparisons.get(0);
    assertThat(comparison.difference())
        .isEqualTo(paired.difference(new Bootstrap(10_000, SEED, 0.95)));
    if (repetitions == 1) {
      int onlyBest = 0;
      int onlyPlain = 0;
      for (int i = 0; i < PROBLEMS; i++) {
        onlyBest += best[i] > plain[i] ? 1 : 0;
        onlyPlain += best[i] < plain[i] ? 1 : 0;
      }
      assertThat(comparison.onlyFirst()).isEqualTo(onlyBest);
      assertThat(comparison.onlySecond()).isEqualTo(onlyPlain);
      assertThat(comparison.p()).isEqualTo(new McNemar(onlyBest, onlyPlain).exact());
    } else {
      assertThat(comparison.onlyFirst()).isNull();
      assertThat(comparison.p()).isEqualTo(paired.signFlip(10_000, SEED));
    }
    double[] p = comparisons.stream().mapToDouble(Comparison::p).toArray();
    assertThat(comparisons.stream().mapToDouble(Comparison::pHolm).toArray())
        .containsExactly(Holm.adjusted(p));
  }

  @Test
  void countsCandidatesAndTheRulesThatFoundTheirAnswers() {
    ExperimentMetrics plain = experiment(metrics(1, 3), "plain");
    long silent =
        candidates.stream()
            .filter(row -> row.getString(0).equals("plain") && row.isNullAt(9))
            .count();

    assertThat(plain.candidates()).isEqualTo(27 * 6);
    assertThat(plain.failed()).isEqualTo(3);
    assertThat(plain.answerRules())
        .containsOnly(
            Map.entry("none", silent / 162.0), Map.entry("boxed", (162 - silent) / 162.0));
  }
}
