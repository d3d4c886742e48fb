package dev.cairn.jobs;

import dev.cairn.engine.config.RewardSpec;
import dev.cairn.engine.config.RunSpec;
import dev.cairn.engine.config.RunSpec.DataSpec;
import dev.cairn.engine.config.RunSpec.Experiment;
import dev.cairn.engine.metrics.Estimate;
import dev.cairn.engine.metrics.Figure;
import dev.cairn.engine.vote.BestReward;
import dev.cairn.jobs.ProblemQuery.Sizes;
import dev.cairn.jobs.RunMetrics.Comparison;
import dev.cairn.jobs.RunMetrics.ExperimentMetrics;
import dev.cairn.jobs.RunMetrics.Point;
import dev.cairn.jobs.RunMetrics.VoteSelection;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.IntFunction;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.storage.StorageLevel;
import org.jspecify.annotations.Nullable;
import scala.Tuple2;

/** The figures of a run that are means over problems, with their intervals. */
final class RunFigures {
  private final RunSpec spec;
  private final Map<String, Sizes> sizes;

  /** By experiment and figure. */
  private final Map<String, Map<String, Estimate>> estimates = new HashMap<>();

  private final List<Comparison> comparisons;

  /** Computes every figure, each in the task that has its values. */
  RunFigures(RunSpec spec, ProblemQuery query, JavaSparkContext context) {
    this.spec = spec;
    this.sizes = query.sizes();
    long seed = spec.seed();
    JavaRDD<ProblemMeans> means = query.means(sizes).persist(StorageLevel.MEMORY_AND_DISK());
    try {
      means
          .mapToPair(
              each ->
                  new Tuple2<>(
                      new Tuple2<>(each.experiment(), each.figure()),
                      Estimated.of(each.estimate(seed))))
          .collect()
          .forEach(
              each ->
                  estimates
                      .computeIfAbsent(each._1()._1(), name -> new TreeMap<>())
                      .put(each._1()._2(), each._2().estimate()));
      this.comparisons = Comparisons.of(context, accuracies(means), seed);
    } finally {
      means.unpersist();
    }
  }

  /** The values of each experiment's own vote, by problem set, in the order of the spec. */
  private Collection<List<ProblemMeans>> accuracies(JavaRDD<ProblemMeans> means) {
    Map<String, String> own = new HashMap<>();
    for (Experiment experiment : spec.experiments()) {
      own.put(experiment.name(), ProblemQuery.vote(Judge.name(experiment.vote())));
    }
    Map<String, ProblemMeans> found = new HashMap<>();
    means
        .filter(each -> each.figure().equals(own.get(each.experiment())))
        .collect()
        .forEach(each -> found.put(each.experiment(), each));
    Map<DataSpec, List<ProblemMeans>> bySet = new LinkedHashMap<>();
    for (Experiment experiment : spec.experiments()) {
      bySet
          .computeIfAbsent(spec.dataOf(experiment), set -> new ArrayList<>())
          .add(Objects.requireNonNull(found.get(experiment.name())));
    }
    return bySet.values();
  }

  /** Comparisons of two experiments on the same problems. */
  List<Comparison> comparisons() {
    return comparisons;
  }

  /**
   * What is no mean over problems, of one experiment.
   *
   * @param problems in the set
   * @param failed searches
   * @param candidateAccuracy null if no search has a candidate
   * @param rules candidates by the rule that found their answer
   * @param perSearch means of the columns of the usage table
   */
  record Counts(
      long problems,
      long failed,
      @Nullable Double candidateAccuracy,
      Map<String, Long> rules,
      Map<String, Double> perSearch) {}

  /** The metrics of an experiment. */
  ExperimentMetrics metrics(Experiment experiment, Counts counts, RewardQuality quality) {
    String vote = Judge.name(experiment.vote());
    RewardSpec reward = spec.rewards().get(experiment.reward());
    String best = reward == null ? null : Judge.name(new BestReward(reward.aggregation()));
    Map<String, Estimate> own = of(estimates, experiment.name());
    long candidates = counts.rules().values().stream().mapToLong(Long::longValue).sum();
    Map<String, Double> rules = new TreeMap<>();
    counts.rules().forEach((rule, count) -> rules.put(rule, count / (double) candidates));
    return new ExperimentMetrics(
        experiment.name(),
        experiment.strategy().toString(),
        experiment.policy(),
        experiment.reward(),
        vote,
        counts.problems(),
        spec.repetitions(),
        counts.failed(),
        of(own, ProblemQuery.vote(vote)),
        best == null ? null : own.get(ProblemQuery.vote(best)),
        best == null ? null : own.get(ProblemQuery.ties(best)),
        of(own, ProblemQuery.COVERAGE),
        candidates,
        counts.candidateAccuracy(),
        selection(own, vote),
        curve(experiment.name(), own, PoolValues::passAt),
        curve(experiment.name(), own, PoolValues::majorityAt),
        votes(own),
        quality,
        rules,
        counts.perSearch());
  }

  private static Map<String, Estimate> votes(Map<String, Estimate> own) {
    Map<String, Estimate> votes = new TreeMap<>();
    own.forEach(
        (figure, estimate) -> {
          String vote = ProblemQuery.voteOf(figure);
          if (vote != null) {
            votes.put(vote, estimate);
          }
        });
    return votes;
  }

  private static VoteSelection selection(Map<String, Estimate> own, String vote) {
    double accuracy = of(own, ProblemQuery.vote(vote)).value();
    double mean = of(own, PoolValues.MEAN).value();
    double coverage = of(own, ProblemQuery.COVERAGE).value();
    return new VoteSelection(
        mean,
        coverage - accuracy,
        Figure.ratio(
            accuracy - mean,
            coverage - mean,
            "a choice at random is as good as an oracle, so there is nothing to choose"),
        Figure.ratio(accuracy, coverage, "no problem has a right candidate"));
  }

  /** The points for which every pool has enough candidates, and those for which only some have. */
  private List<Point> curve(
      String experiment, Map<String, Estimate> own, IntFunction<String> figure) {
    Sizes size = of(sizes, experiment);
    List<Point> points = new ArrayList<>();
    for (int k : PoolValues.upTo(size.smallest(), spec.seed()).sizes()) {
      points.add(new Point(k, of(own, figure.apply(k)), null));
    }
    for (int k : PoolValues.powers(size.smallest(), size.largest())) {
      points.add(
          new Point(k, null, "a search has found only %d candidates".formatted(size.smallest())));
    }
    return points;
  }

  private static <T> T of(Map<String, T> values, String name) {
    return Objects.requireNonNull(values.get(name), () -> "the tables have nothing of " + name);
  }
}
