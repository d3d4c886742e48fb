package dev.cairn.jobs;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.sort_array;
import static org.apache.spark.sql.functions.struct;

import dev.cairn.engine.config.RewardSpec;
import dev.cairn.engine.config.RunSpec;
import dev.cairn.engine.config.RunSpec.Experiment;
import dev.cairn.engine.config.SpecReader;
import dev.cairn.engine.metrics.Bootstrap;
import dev.cairn.engine.metrics.Calibration;
import dev.cairn.engine.metrics.Curve;
import dev.cairn.engine.metrics.Figure;
import dev.cairn.engine.metrics.GradedPool;
import dev.cairn.engine.metrics.ScoredLabels;
import dev.cairn.engine.search.Aggregation;
import dev.cairn.engine.vote.Ballot;
import dev.cairn.engine.vote.BestReward;
import dev.cairn.engine.vote.Vote;
import dev.cairn.engine.vote.WeightedMajority;
import dev.cairn.jobs.Report.At;
import dev.cairn.jobs.Report.Bin;
import dev.cairn.jobs.Report.Reliability;
import dev.cairn.jobs.Report.VoteCurve;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;
import scala.Tuple2;

/**
 * What the rewards of all candidates say: how accuracy grows with their number, and whether they
 * are probabilities. One task computes an experiment.
 */
final class PoolQuery {
  private static final int BINS = 10;

  private final RunSpec spec;
  private final Dataset<Row> problems;
  private final Dataset<Row> candidates;

  PoolQuery(RunSpec spec, Dataset<Row> problems, Dataset<Row> candidates) {
    this.spec = spec;
    this.problems = problems;
    this.candidates = candidates;
  }

  /** What the rewards of an experiment's candidates say. */
  record Findings(List<VoteCurve> curves, Reliability reliability) implements Serializable {}

  /** A search's problem and pool; empty for a search without candidates. */
  private record Search(String problem, List<Scored> pool) implements Serializable {}

  /** A candidate. */
  private record Scored(@Nullable String answer, boolean correct, List<Double> rewards)
      implements Serializable {}

  /** The findings by experiment; those without a reward model aside. */
  Map<String, Findings> findings() {
    Column[] search = {col("experiment"), col("problem"), col("repetition")};
    Dataset<Row> pools =
        candidates
            .groupBy(search)
            .agg(
                sort_array(collect_list(struct("candidate", "answer", "correct", "rewards")))
                    .as("pool"));
    String yaml = SpecReader.write(spec);
    Map<String, Findings> findings = new TreeMap<>();
    problems
        .select(search)
        .join(pools, new String[] {"experiment", "problem", "repetition"}, "left")
        .javaRDD()
        .mapToPair(row -> new Tuple2<>(row.getString(0), search(row)))
        .groupByKey()
        .mapToPair(
            each ->
                new Tuple2<>(
                    each._1(),
                    of(SpecReader.read("run.yaml", yaml, List.of()), each._1(), each._2())))
        .filter(each -> each._2() != null)
        .collect()
        .forEach(each -> findings.put(each._1(), Objects.requireNonNull(each._2())));
    return findings;
  }

  private static Search search(Row row) {
    List<Scored> pool = new ArrayList<>();
    List<Row> candidates = row.isNullAt(3) ? List.of() : row.getList(3);
    for (Row each : candidates) {
      pool.add(new Scored(each.getString(1), each.getBoolean(2), List.copyOf(each.getList(3))));
    }
    return new Search(row.getString(1), pool);
  }

  private static @Nullable Findings of(RunSpec spec, String name, Iterable<Search> searches) {
    Experiment experiment =
        spec.experiments().stream()
            .filter(each -> each.name().equals(name))
            .findFirst()
            .orElseThrow();
    RewardSpec reward = spec.rewards().get(experiment.reward());
    if (reward == null) {
      return null;
    }
    Map<String, List<Search>> byProblem = new TreeMap<>();
    searches.forEach(
        each -> byProblem.computeIfAbsent(each.problem(), id -> new ArrayList<>()).add(each));
    Aggregation aggregation = reward.aggregation();
    Bootstrap bootstrap = ProblemMeans.bootstrap(spec.seed());
    return new Findings(
        curves(name, votes(experiment, aggregation), byProblem, bootstrap),
        reliability(name, aggregation, byProblem, bootstrap));
  }

  private static Map<String, Vote> votes(Experiment experiment, Aggregation aggregation) {
    Map<String, Vote> votes = new LinkedHashMap<>();
    for (Vote vote :
        List.of(
            new BestReward(aggregation), new WeightedMajority(aggregation), experiment.vote())) {
      if (vote.needsRewards()) {
        votes.put(Judge.name(vote), vote);
      }
    }
    return votes;
  }

  private static List<VoteCurve> curves(
      String experiment,
      Map<String, Vote> votes,
      Map<String, List<Search>> byProblem,
      Bootstrap bootstrap) {
    int smallest =
        byProblem.values().stream()
            .flatMap(List::stream)
            .mapToInt(each -> each.pool().size())
            .filter(size -> size > 0)
            .min()
            .orElse(0);
    List<Integer> sizes = PoolValues.upTo(smallest, bootstrap.seed()).sizes();
    Curve curve = new Curve(PoolValues.TRIALS, bootstrap.seed());
    List<List<Optional<GradedPool>>> pools =
        byProblem.values().stream()
            .map(searches -> searches.stream().map(PoolQuery::graded).toList())
            .toList();
    List<VoteCurve> curves = new ArrayList<>();
    votes.forEach(
        (name, vote) -> {
          List<At> points = new ArrayList<>();
          for (int k : sizes) {
            double[] means =
                pools.stream().mapToDouble(problem -> mean(problem, k, vote, curve)).toArray();
            points.add(new At(k, bootstrap.mean(means)));
          }
          curves.add(new VoteCurve(experiment, name, points));
        });
    return curves;
  }

  /** Over the repetitions of a problem; without candidates a search is wrong. */
  private static double mean(List<Optional<GradedPool>> problem, int k, Vote vote, Curve curve) {
    return problem.stream()
        .mapToDouble(pool -> pool.map(each -> curve.at(k, each, vote).value()).orElse(0.0))
        .average()
        .orElseThrow();
  }

  private static Optional<GradedPool> graded(Search search) {
    List<Scored> pool = search.pool();
    return pool.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new GradedPool(
                pool.stream().map(each -> new Ballot(each.answer(), each.rewards())).toList(),
                pool.stream().map(Scored::correct).toList()));
  }

  private static Reliability reliability(
      String experiment,
      Aggregation aggregation,
      Map<String, List<Search>> byProblem,
      Bootstrap bootstrap) {
    List<List<Scored>> problems =
        byProblem.values().stream()
            .map(
                searches ->
                    searches.stream()
                        .flatMap(each -> each.pool().stream())
                        .filter(each -> !each.rewards().isEmpty())
                        .toList())
            .toList();
    List<Scored> all = problems.stream().flatMap(List::stream).toList();
    String name = Judge.name(aggregation);
    double[] scores = all.stream().mapToDouble(each -> aggregation.apply(each.rewards())).toArray();
    if (scores.length == 0) {
      return new Reliability(
          experiment, name, 0, Figure.none("there is no candidate with a reward"), List.of());
    }
    if (Arrays.stream(scores).anyMatch(score -> !(score >= 0 && score <= 1))) {
      Figure none = Figure.none("rewards lie outside [0, 1], so they are no probabilities");
      return new Reliability(experiment, name, scores.length, none, List.of());
    }
    boolean[] right = new boolean[scores.length];
    for (int i = 0; i < right.length; i++) {
      right[i] = all.get(i).correct();
    }
    Calibration calibration = Calibration.equalWidth(new ScoredLabels(scores, right), BINS);
    return new Reliability(
        experiment,
        name,
        scores.length,
        Figure.of(calibration.expectedError()),
        bins(aggregation, problems, bootstrap));
  }

  private static List<Bin> bins(
      Aggregation aggregation, List<List<Scored>> problems, Bootstrap bootstrap) {
    List<Bin> bins = new ArrayList<>();
    for (int number = 0; number < BINS; number++) {
      double[][] sums = new double[problems.size()][];
      for (int i = 0; i < sums.length; i++) {
        sums[i] = sums(number, aggregation, problems.get(i));
      }
      double count = Arrays.stream(sums).mapToDouble(sum -> sum[1]).sum();
      if (count > 0) {
        bins.add(
            new Bin(
                (long) count,
                Arrays.stream(sums).mapToDouble(sum -> sum[2]).sum() / count,
                bootstrap.ofSums(sums, sum -> Figure.ratio(sum[0], sum[1], "the bin is empty"))));
      }
    }
    return bins;
  }

  /** Of the candidates of a problem in a bin: right ones, number, sum of rewards. */
  private static double[] sums(int number, Aggregation aggregation, List<Scored> problem) {
    double[] sums = new double[3];
    for (Scored each : problem) {
      double reward = aggregation.apply(each.rewards());
      if (number(reward) == number) {
        sums[0] += each.correct() ? 1 : 0;
        sums[1]++;
        sums[2] += reward;
      }
    }
    return sums;
  }

  /** The bin of equal width that a reward is in, bounded as those of {@link Calibration}. */
  private static int number(double reward) {
    return (int) IntStream.range(1, BINS).filter(edge -> reward > edge / (double) BINS).count();
  }
}
