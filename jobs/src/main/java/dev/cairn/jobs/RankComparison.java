package dev.cairn.jobs;

import dev.cairn.engine.metrics.Bootstrap;
import dev.cairn.engine.metrics.Estimate;
import dev.cairn.engine.metrics.Figure;
import dev.cairn.engine.metrics.Holm;
import dev.cairn.engine.metrics.Paired;
import dev.cairn.engine.metrics.Selection;
import dev.cairn.jobs.RankReport.Comparison;
import dev.cairn.jobs.RankReport.Method;
import dev.cairn.jobs.RankedPool.Outcome;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import org.apache.spark.api.java.JavaRDD;
import org.jspecify.annotations.Nullable;

/** The votes on whole pools beside each other: what needs every problem's value at once. */
final class RankComparison {
  private static final int FLIPS = 10_000;

  private final RankSettings settings;
  private final List<String> names;
  private final Map<String, double[]> values = new HashMap<>();

  /** Collects one number per problem and vote, in the order of the problems' ids. */
  RankComparison(RankSettings settings, List<String> names, JavaRDD<Outcome> outcomes) {
    this.settings = settings;
    this.names = names;
    Map<String, Map<String, Double>> byMethod = new HashMap<>();
    for (Outcome outcome : outcomes.filter(each -> each.n() == 0).collect()) {
      byMethod
          .computeIfAbsent(outcome.method(), name -> new TreeMap<>())
          .put(outcome.problem(), outcome.value());
    }
    byMethod.forEach(
        (method, problems) ->
            values.put(
                method, problems.values().stream().mapToDouble(Double::doubleValue).toArray()));
  }

  /** Problems with right and wrong candidates. */
  long decidable() {
    return Arrays.stream(of(RankedPool.MEAN)).filter(RankComparison::isDecidable).count();
  }

  private static boolean isDecidable(double mean) {
    return mean > 0 && mean < 1;
  }

  /** The votes in their order; each but the first is compared with the first. */
  List<Method> methods(
      Function<String, Estimate> accuracy,
      ToDoubleFunction<String> expected,
      ToLongFunction<String> tied) {
    List<@Nullable Comparison> comparisons = comparisons();
    List<Method> methods = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      String name = names.get(i);
      Selection selection = selection(name);
      methods.add(
          new Method(
              name,
              accuracy.apply(name),
              expected.applyAsDouble(name),
              tied.applyAsLong(name),
              selection.regret(),
              selection.efficiency(),
              selection.efficiency().defined() ? efficiency(name) : null,
              selection.decidableAccuracy(),
              comparisons.get(i)));
    }
    return methods;
  }

  private Selection selection(String name) {
    double[] means = of(RankedPool.MEAN);
    double[] right = of(name);
    double decidableRight = 0;
    for (int i = 0; i < means.length; i++) {
      decidableRight += isDecidable(means[i]) ? right[i] : 0;
    }
    return new Selection(
        means.length,
        average(right),
        average(means),
        average(of(RankedPool.COVERAGE)),
        decidable(),
        decidableRight);
  }

  private Estimate efficiency(String name) {
    double[] right = of(name);
    double[] means = of(RankedPool.MEAN);
    double[] covered = of(RankedPool.COVERAGE);
    double[][] problems = new double[right.length][];
    Arrays.setAll(problems, i -> new double[] {right[i] - means[i], covered[i] - means[i]});
    return bootstrap()
        .ofSums(problems, sums -> Figure.ratio(sums[0], sums[1], "nothing can be chosen"));
  }

  private List<@Nullable Comparison> comparisons() {
    List<@Nullable Comparison> comparisons = new ArrayList<>();
    if (names.isEmpty()) {
      return comparisons;
    }
    List<String> others = names.subList(1, names.size());
    String first = names.get(0);
    double[] p =
        others.stream()
            .mapToDouble(name -> Paired.of(of(name), of(first)).signFlip(FLIPS, settings.seed()))
            .toArray();
    double[] adjusted = Holm.adjusted(p);
    comparisons.add(null);
    for (int i = 0; i < p.length; i++) {
      Estimate difference = Paired.of(of(others.get(i)), of(first)).difference(bootstrap());
      comparisons.add(new Comparison(first, difference, p[i], adjusted[i]));
    }
    return comparisons;
  }

  private Bootstrap bootstrap() {
    return new Bootstrap(settings.resamples(), settings.seed(), RankJob.CONFIDENCE);
  }

  private double[] of(String method) {
    return Objects.requireNonNull(values.get(method), method);
  }

  private static double average(double[] values) {
    return Arrays.stream(values).average().orElseThrow();
  }
}
