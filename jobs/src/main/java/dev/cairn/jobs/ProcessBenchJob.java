package dev.cairn.jobs;

import dev.cairn.engine.config.UserException;
import dev.cairn.engine.metrics.Figure;
import dev.cairn.engine.metrics.FirstError;
import dev.cairn.jobs.ProcessBenchReport.Subset;
import dev.cairn.jobs.ProcessBenchReport.Verifier;
import dev.cairn.jobs.ProcessBenchScores.Thresholds;
import dev.cairn.jobs.io.Input;
import dev.cairn.jobs.io.Located;
import dev.cairn.jobs.io.format.LabelledSolution;
import dev.cairn.jobs.io.format.SolutionScores;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.StreamSupport;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.Optional;
import org.apache.spark.storage.StorageLevel;
import org.jspecify.annotations.Nullable;
import scala.Tuple2;

/**
 * Scores reward models on labelled solutions, over Spark's partitions: a group is the solutions of
 * one subset with one model's scores.
 */
public final class ProcessBenchJob {
  private final ProcessBenchSettings settings;

  public ProcessBenchJob(ProcessBenchSettings settings) {
    this.settings = settings;
  }

  /**
   * The figures of all models in the scores.
   *
   * @param data the labelled solutions, or null to take the labels that the scores repeat
   * @param scores of the models; a solution of the data that a model has not scored counts as wrong
   * @param badRows of both that were set aside
   * @throws UserException if a score belongs to no solution, or no threshold can be found
   */
  public ProcessBenchReport run(
      @Nullable Input<LabelledSolution> data, Input<SolutionScores> scores, long badRows) {
    JavaRDD<StepScoring> rows = good(data == null ? labelled(scores) : joined(data, scores));
    Map<String, Thresholds> thresholds = thresholds(rows);
    ProcessBenchSettings own = settings;
    Map<String, List<Subset>> subsets = new TreeMap<>();
    groups(rows)
        .map(
            group ->
                new ProcessBenchScores(own)
                    .subset(
                        group._1()._1(),
                        group._1()._2(),
                        sorted(group._2()),
                        Objects.requireNonNull(thresholds.get(group._1()._1()))))
        .collect()
        .forEach(
            subset ->
                subsets.computeIfAbsent(subset.verifier(), name -> new ArrayList<>()).add(subset));
    List<Verifier> verifiers = new ArrayList<>();
    subsets.forEach((name, each) -> verifiers.add(verifier(name, each, thresholds)));
    return new ProcessBenchReport(verifiers, badRows, settings);
  }

  private Verifier verifier(String name, List<Subset> subsets, Map<String, Thresholds> thresholds) {
    List<Subset> sorted = subsets.stream().sorted(Comparator.comparing(Subset::name)).toList();
    return new Verifier(
        name,
        Objects.requireNonNull(thresholds.get(name)).goodStep(),
        settings.threshold() == null ? settings.thresholdFrom() : null,
        sorted,
        Figure.mean(sorted.stream().map(Subset::f1).toList()));
  }

  /** Scores that go with their solution, or why they do not. */
  private record Checked(@Nullable StepScoring row, @Nullable String mistake)
      implements Serializable {
    static Checked good(StepScoring row) {
      return new Checked(row, null);
    }

    static Checked bad(Located<SolutionScores> row, String mistake) {
      return new Checked(null, "%s: %s".formatted(row.place(), mistake));
    }
  }

  /** Refuses all if one is bad. */
  private static JavaRDD<StepScoring> good(JavaRDD<Checked> checked) {
    JavaRDD<Checked> kept = checked.persist(StorageLevel.MEMORY_AND_DISK());
    for (Checked bad : kept.filter(each -> each.mistake() != null).take(1)) {
      throw new UserException(String.valueOf(bad.mistake()));
    }
    return kept.map(each -> Objects.requireNonNull(each.row()));
  }

  private static JavaRDD<Checked> labelled(Input<SolutionScores> scores) {
    return scores
        .rows()
        .map(
            row -> {
              Integer label = row.value().label();
              return label == null
                  ? Checked.bad(row, "label: must be given where --data is not")
                  : scoring(row, label);
            });
  }

  /** Every model with every solution, scored or not. */
  private static JavaRDD<Checked> joined(
      Input<LabelledSolution> data, Input<SolutionScores> scores) {
    JavaPairRDD<String, LabelledSolution> solutions =
        data.rows().map(Located::value).keyBy(ProcessBenchJob::key);
    JavaPairRDD<String, Located<SolutionScores>> scored =
        scores.rows().keyBy(row -> key(row.value().subset(), row.value().id()));
    scored
        .subtractByKey(solutions)
        .values()
        .take(1)
        .forEach(
            row -> {
              throw new UserException(
                  "%s: id: %s of subset %s stands in no row of --data"
                      .formatted(row.place(), row.value().id(), row.value().subset()));
            });
    List<String> verifiers = scores.rows().map(row -> row.value().verifier()).distinct().collect();
    JavaPairRDD<String, Located<SolutionScores>> byVerifier =
        scores
            .rows()
            .keyBy(
                row -> row.value().verifier() + "\n" + key(row.value().subset(), row.value().id()));
    return solutions
        .values()
        .flatMapToPair(
            solution ->
                verifiers.stream()
                    .map(name -> new Tuple2<>(name + "\n" + key(solution), solution))
                    .iterator())
        .leftOuterJoin(byVerifier)
        .map(pair -> joined(pair._1(), pair._2()._1(), pair._2()._2()));
  }

  private static Checked joined(
      String key, LabelledSolution solution, Optional<Located<SolutionScores>> scores) {
    if (!scores.isPresent()) {
      String verifier = key.substring(0, key.indexOf('\n'));
      return Checked.good(
          new StepScoring(
              verifier, solution.subset(), solution.id(), solution.label(), List.of(), null));
    }
    Located<SolutionScores> row = scores.get();
    int steps = solution.steps().size();
    int given = row.value().scores().size();
    if (given > steps || (given < steps && solution.label() == FirstError.NO_ERROR)) {
      return Checked.bad(
          row, "scores: must be one for each of the %d steps but are %d".formatted(steps, given));
    }
    Integer label = row.value().label();
    if (label != null && label != solution.label()) {
      return Checked.bad(row, "label: is %d but %d in --data".formatted(label, solution.label()));
    }
    return scoring(row, solution.label());
  }

  private static Checked scoring(Located<SolutionScores> row, int label) {
    SolutionScores own = row.value();
    boolean error = label != FirstError.NO_ERROR;
    if (error && own.scores().size() <= label) {
      return Checked.bad(
          row,
          "scores: must reach the first wrong step, %d, but are %d"
              .formatted(label, own.scores().size()));
    }
    return Checked.good(
        new StepScoring(
            own.verifier(), own.subset(), own.id(), label, own.scores(), own.solutionScore()));
  }

  private Map<String, Thresholds> thresholds(JavaRDD<StepScoring> rows) {
    List<String> verifiers = rows.map(StepScoring::verifier).distinct().collect();
    Map<String, Thresholds> thresholds = new TreeMap<>();
    Double given = settings.threshold();
    if (given != null) {
      verifiers.forEach(name -> thresholds.put(name, new Thresholds(given, given, given)));
      return thresholds;
    }
    ProcessBenchSettings own = settings;
    String from = own.thresholdFrom();
    groups(rows.filter(row -> row.subset().equals(from) && row.scored()))
        .map(
            group -> {
              try {
                return new Tuple2<>(
                    group._1()._1(), new ProcessBenchScores(own).thresholds(sorted(group._2())));
              } catch (IllegalArgumentException e) {
                throw new UserException("subset %s: %s".formatted(from, e.getMessage()), e);
              }
            })
        .collect()
        .forEach(pair -> thresholds.put(pair._1(), pair._2()));
    for (String name : verifiers) {
      if (!thresholds.containsKey(name)) {
        throw new UserException(
            "%sno scored solution is of the subset %s, on which the threshold is to be found; give --threshold, or another --threshold-from"
                .formatted(name.isEmpty() ? "" : name + ": ", from));
      }
    }
    return thresholds;
  }

  private static JavaPairRDD<Tuple2<String, String>, Iterable<StepScoring>> groups(
      JavaRDD<StepScoring> rows) {
    return rows.keyBy(row -> new Tuple2<>(row.verifier(), row.subset())).groupByKey();
  }

  /** In an order that does not depend on the partitions, for the bootstrap draws by index. */
  private static List<StepScoring> sorted(Iterable<StepScoring> rows) {
    return StreamSupport.stream(rows.spliterator(), false)
        .sorted(Comparator.comparing(StepScoring::id))
        .toList();
  }

  private static String key(LabelledSolution solution) {
    return key(solution.subset(), solution.id());
  }

  private static String key(String subset, String id) {
    return subset + "\n" + id;
  }
}
