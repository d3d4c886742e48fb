package dev.cairn.jobs;

import dev.cairn.engine.config.UserException;
import dev.cairn.engine.metrics.Figure;
import dev.cairn.engine.metrics.StepAgreement;
import dev.cairn.jobs.io.Input;
import dev.cairn.jobs.io.Located;
import dev.cairn.jobs.io.format.StepLabels;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaPairRDD;
import org.jspecify.annotations.Nullable;
import scala.Tuple2;

/** Compares critics' step labels with the true ones, over Spark's partitions. */
public final class CriticJob {
  private CriticJob() {}

  /**
   * A critic on a subset.
   *
   * @param critic its name
   * @param subset of the benchmark
   * @param steps labelled steps
   * @param trajectories number of these
   * @param missing of these, those that the critic has not labelled at all, which count as wrong
   * @param stepAccuracy share of steps labelled alike, pooled over trajectories
   * @param firstErrorAccuracy share of trajectories with the same first wrong step or none
   */
  public record CriticFigures(
      String critic,
      String subset,
      long steps,
      long trajectories,
      long missing,
      Figure stepAccuracy,
      Figure firstErrorAccuracy) {}

  /**
   * The figures of every critic on every subset.
   *
   * @param truth labels by humans
   * @param critics labels by critics
   * @throws UserException if a critic labels a trajectory that the truth does not have
   */
  public static List<CriticFigures> run(Input<StepLabels> truth, Input<StepLabels> critics) {
    JavaPairRDD<String, StepLabels> gold =
        truth.rows().map(Located::value).keyBy(CriticJob::trajectory);
    JavaPairRDD<String, Located<StepLabels>> given =
        critics.rows().keyBy(row -> trajectory(row.value()));
    given
        .subtractByKey(gold)
        .values()
        .take(1)
        .forEach(
            row -> {
              throw new UserException(
                  "%s: id: %s of %s stands in no row of --data"
                      .formatted(row.place(), row.value().id(), row.value().subset()));
            });
    List<String> names = critics.rows().map(row -> row.value().critic()).distinct().collect();
    JavaPairRDD<Tuple2<String, String>, Map<Integer, Integer>> labels =
        critics
            .rows()
            .mapToPair(
                row ->
                    new Tuple2<>(
                        new Tuple2<>(row.value().critic(), trajectory(row.value())),
                        row.value().labels()));
    List<CriticFigures> figures = new ArrayList<>();
    gold.flatMapToPair(
            each ->
                names.stream()
                    .map(name -> new Tuple2<>(new Tuple2<>(name, each._1()), each._2()))
                    .iterator())
        .leftOuterJoin(labels)
        .mapToPair(
            pair ->
                new Tuple2<>(
                    new Tuple2<>(pair._1()._1(), pair._2()._1().subset()),
                    Counts.of(pair._2()._1().labels(), pair._2()._2().orNull())))
        .reduceByKey(Counts::plus)
        .collectAsMap()
        .forEach((key, counts) -> figures.add(figures(key._1(), key._2(), counts)));
    figures.sort(Comparator.comparing(CriticFigures::critic).thenComparing(CriticFigures::subset));
    return figures;
  }

  /** How a critic agrees, and how often it says nothing, which is wrong. */
  private record Counts(StepAgreement agreement, long missing) implements Serializable {
    static Counts of(Map<Integer, Integer> truth, @Nullable Map<Integer, Integer> critic) {
      return critic == null
          ? new Counts(new StepAgreement(truth.size(), 0, 1, 0), 1)
          : new Counts(StepAgreement.NONE.plus(truth, critic), 0);
    }

    Counts plus(Counts other) {
      return new Counts(agreement.plus(other.agreement), missing + other.missing);
    }
  }

  private static CriticFigures figures(String critic, String subset, Counts counts) {
    StepAgreement agreement = counts.agreement();
    return new CriticFigures(
        critic,
        subset,
        agreement.steps(),
        agreement.trajectories(),
        counts.missing(),
        agreement.stepAccuracy(),
        agreement.firstErrorAccuracy());
  }

  private static String trajectory(StepLabels labels) {
    return labels.subset() + "\n" + labels.id();
  }
}
