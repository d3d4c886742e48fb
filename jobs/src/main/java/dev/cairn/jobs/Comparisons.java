package dev.cairn.jobs;

import dev.cairn.engine.metrics.Holm;
import dev.cairn.engine.metrics.McNemar;
import dev.cairn.engine.metrics.Paired;
import dev.cairn.jobs.RunMetrics.Comparison;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.jspecify.annotations.Nullable;

/** Compares experiments, problem by problem, each by its own vote. */
final class Comparisons {
  private static final int FLIPS = 10_000;

  /** Experiments up to which every two are compared; more are compared with the first only. */
  static final int EVERY_TWO = 32;

  private Comparisons() {}

  /** A comparison on its way to the driver. */
  record Compared(
      Estimated difference,
      @Nullable Integer onlyFirst,
      @Nullable Integer onlySecond,
      String test,
      double p)
      implements Serializable {}

  /** Two experiments' accuracies on the same problems. */
  record Pair(ProblemMeans first, ProblemMeans second) implements Serializable {}

  /**
   * All comparisons of experiments on the same problems, the earlier experiment first.
   *
   * @param accuracies of each experiment by its own vote, by their problem sets
   */
  static List<Comparison> of(
      JavaSparkContext context, Collection<List<ProblemMeans>> accuracies, long seed) {
    List<Pair> pairs = new ArrayList<>();
    for (List<ProblemMeans> alike : accuracies) {
      int firsts = alike.size() <= EVERY_TWO ? alike.size() : 1;
      for (int i = 0; i < firsts; i++) {
        for (int j = i + 1; j < alike.size(); j++) {
          pairs.add(new Pair(alike.get(i), alike.get(j)));
        }
      }
    }
    return ofPairs(context, pairs, seed);
  }

  /** Comparisons with p-values corrected for their number. A pair is one task. */
  static List<Comparison> ofPairs(JavaSparkContext context, List<Pair> pairs, long seed) {
    if (pairs.isEmpty()) {
      return List.of();
    }
    List<Compared> compared =
        context
            .parallelize(pairs, pairs.size())
            .map(pair -> compare(pair.first(), pair.second(), seed))
            .collect();
    double[] adjusted = Holm.adjusted(compared.stream().mapToDouble(Compared::p).toArray());
    List<Comparison> comparisons = new ArrayList<>();
    for (int i = 0; i < adjusted.length; i++) {
      Pair pair = pairs.get(i);
      Compared each = compared.get(i);
      comparisons.add(
          new Comparison(
              pair.first().experiment(),
              pair.second().experiment(),
              each.difference().estimate(),
              each.onlyFirst(),
              each.onlySecond(),
              each.test(),
              each.p(),
              adjusted[i]));
    }
    return comparisons;
  }

  static Compared compare(ProblemMeans first, ProblemMeans second, long seed) {
    Paired paired = Paired.of(first.array(), second.array());
    Estimated difference = Estimated.of(paired.difference(ProblemMeans.bootstrap(seed)));
    if (first.isBinary() && second.isBinary()) {
      McNemar test = mcNemar(first.array(), second.array());
      return new Compared(
          difference, test.onlyFirst(), test.onlySecond(), "McNemar, exact", test.exact());
    }
    return new Compared(
        difference,
        null,
        null,
        "sign flips (%d random ones beyond 20 differences, seed %d)".formatted(FLIPS, seed),
        paired.signFlip(FLIPS, seed));
  }

  private static McNemar mcNemar(double[] first, double[] second) {
    int onlyFirst = 0;
    int onlySecond = 0;
    for (int i = 0; i < first.length; i++) {
      onlyFirst += first[i] > second[i] ? 1 : 0;
      onlySecond += first[i] < second[i] ? 1 : 0;
    }
    return new McNemar(onlyFirst, onlySecond);
  }
}
