package dev.cairn.jobs;

import dev.cairn.engine.config.UserException;
import dev.cairn.engine.metrics.Figure;
import dev.cairn.engine.metrics.FirstError.Good;
import dev.cairn.engine.metrics.MinusOne;
import dev.cairn.engine.metrics.PrmBench;
import dev.cairn.engine.metrics.PrmBench.Judged;
import dev.cairn.engine.metrics.PrmBench.Metrics;
import dev.cairn.jobs.io.Input;
import dev.cairn.jobs.io.Located;
import dev.cairn.jobs.io.format.PrmBenchItem;
import dev.cairn.jobs.io.format.SolutionScores;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.StreamSupport;
import org.apache.spark.api.java.JavaPairRDD;
import org.jspecify.annotations.Nullable;
import scala.Tuple2;

/** Scores reward models on PRMBench, over Spark's partitions: a group is one model's scores. */
public final class PrmBenchJob {
  private PrmBenchJob() {}

  /**
   * A reward model on PRMBench.
   *
   * @param verifier its name; empty for the only one
   * @param threshold of a correct step
   * @param judged solutions with scores
   * @param missing solutions without
   * @param total over the steps of all classes with wrong steps
   * @param classes by name
   * @param groups PRMScore by the paper's groups of classes
   */
  public record PrmBenchFigures(
      String verifier,
      double threshold,
      long judged,
      long missing,
      ClassFigures total,
      Map<String, ClassFigures> classes,
      Map<String, Figure> groups) {}

  /**
   * The figures of a class.
   *
   * @param prmScore mean of F1 and negative F1; F1 where no step is wrong
   * @param f1 of the correct steps
   * @param negativeF1 of the wrong steps
   * @param accuracy over steps
   * @param firstErrorAccuracy share of solutions whose first wrong step was called wrong
   * @param similarity to the correct twins
   * @param minusOne PRMScore as PRMBench's code has it, with -1 for what is undefined
   */
  public record ClassFigures(
      Figure prmScore,
      Figure f1,
      Figure negativeF1,
      Figure accuracy,
      Figure firstErrorAccuracy,
      Figure similarity,
      double minusOne) {
    static ClassFigures of(String name, Metrics metrics) {
      return new ClassFigures(
          metrics.prmScore(),
          metrics.confusion().f1(),
          metrics.confusion().negatives().f1(),
          metrics.confusion().accuracy(),
          metrics.firstErrorAccuracy(),
          metrics.similarity(),
          new MinusOne(metrics.confusion()).prmScore(name));
    }
  }

  /**
   * The figures of every model in the scores.
   *
   * @param data the items
   * @param scores with the class of the item as subset; the subset correct stands for the solution
   *     before the change
   * @param threshold of a correct step
   * @param good whether its score is above or may be at it
   * @throws UserException if a score belongs to no item
   */
  public static List<PrmBenchFigures> run(
      Input<PrmBenchItem> data, Input<SolutionScores> scores, double threshold, Good good) {
    Map<String, PrmBenchItem> items = new HashMap<>();
    for (PrmBenchItem item : data.list()) {
      items.put(key(item.category(), item.id()), item);
      items.putIfAbsent(key(PrmBench.CORRECT, item.id()), item);
    }
    JavaPairRDD<String, Iterable<Located<SolutionScores>>> byVerifier =
        scores.rows().keyBy(row -> row.value().verifier()).groupByKey();
    Map<String, List<Judged>> judged = new TreeMap<>();
    for (Tuple2<String, List<Judged>> pair :
        byVerifier.mapValues(rows -> judged(rows, items, threshold, good)).collect()) {
      judged.put(pair._1(), pair._2());
    }
    long expected =
        items.keySet().stream().filter(key -> !key.startsWith(PrmBench.CORRECT + "\n")).count();
    List<PrmBenchFigures> figures = new ArrayList<>();
    judged.forEach((name, rows) -> figures.add(figures(name, threshold, rows, expected)));
    return figures;
  }

  private static List<Judged> judged(
      Iterable<Located<SolutionScores>> rows,
      Map<String, PrmBenchItem> items,
      double threshold,
      Good good) {
    return StreamSupport.stream(rows.spliterator(), false)
        .map(
            row ->
                judged(
                    row, items.get(key(row.value().subset(), row.value().id())), threshold, good))
        .toList();
  }

  private static Judged judged(
      Located<SolutionScores> row, @Nullable PrmBenchItem item, double threshold, Good good) {
    SolutionScores own = row.value();
    if (item == null) {
      throw new UserException(
          "%s: id: %s of class %s stands in no row of --data"
              .formatted(row.place(), own.id(), own.subset()));
    }
    boolean correct = own.subset().equals(PrmBench.CORRECT);
    int steps = (correct ? item.originalSteps() : item.steps()).size();
    if (own.scores().size() != steps) {
      throw new UserException(
          "%s: scores: must be one for each of the %d steps but are %d"
              .formatted(row.place(), steps, own.scores().size()));
    }
    Set<Integer> errors = new HashSet<>();
    if (!correct) {
      item.errorSteps().forEach(step -> errors.add(step + 1));
    }
    return new Judged(
        own.subset(),
        own.id(),
        errors,
        own.scores().stream().map(score -> good.good(score, threshold)).toList(),
        steps);
  }

  private static PrmBenchFigures figures(
      String name, double threshold, List<Judged> judged, long expected) {
    Map<String, Metrics> byClass = PrmBench.byClass(judged);
    Map<String, ClassFigures> classes = new TreeMap<>();
    byClass.forEach((each, metrics) -> classes.put(each, ClassFigures.of(each, metrics)));
    Map<String, Figure> groups = new LinkedHashMap<>();
    PrmBench.GROUPS.keySet().forEach(group -> groups.put(group, PrmBench.group(group, byClass)));
    long wrong =
        judged.stream().filter(each -> !each.classification().equals(PrmBench.CORRECT)).count();
    return new PrmBenchFigures(
        name,
        threshold,
        wrong,
        expected - wrong,
        ClassFigures.of("total", PrmBench.total(judged)),
        classes,
        groups);
  }

  private static String key(String category, String id) {
    return category + "\n" + id;
  }
}
