package dev.cairn.engine.metrics;

import java.io.Serializable;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * PRMBench's metrics of step judgements by class of error (Song et al., PRMBench, 2025, arXiv
 * 2501.03124, section 4). The positive class is the correct step; counts are pooled over steps.
 */
public final class PrmBench {
  /** The class of the solutions without an error, left out of the total. */
  public static final String CORRECT = "correct";

  /** The class that has no wrong steps and is scored by F1 alone. */
  public static final String MULTI_SOLUTIONS = "multi_solutions";

  /** The paper's groups and their classes, as the data name them. */
  public static final Map<String, List<String>> GROUPS = groups();

  private PrmBench() {}

  private static Map<String, List<String>> groups() {
    Map<String, List<String>> groups = new LinkedHashMap<>();
    groups.put("simplicity", List.of("redundency", "circular"));
    groups.put(
        "soundness",
        List.of("counterfactual", "step_contradiction", "domain_inconsistency", "confidence"));
    groups.put("sensitivity", List.of("missing_condition", "deception", MULTI_SOLUTIONS));
    return Collections.unmodifiableMap(groups);
  }

  /**
   * A solution and what was said of it.
   *
   * @param classification its class of error, or {@link #CORRECT}
   * @param twin names the original that it was made from, and that original's {@link #CORRECT}
   *     solution
   * @param errorSteps wrong steps, from 1
   * @param good whether each step was called correct, from the first on; may be shorter or longer
   *     than the solution, whose other steps are then not counted
   * @param steps of the solution
   */
  public record Judged(
      String classification, String twin, Set<Integer> errorSteps, List<Boolean> good, int steps)
      implements Serializable {
    /** Copies the collections. */
    public Judged {
      errorSteps = Set.copyOf(errorSteps);
      good = List.copyOf(good.subList(0, Math.min(good.size(), steps)));
    }

    private Confusion confusion() {
      Confusion confusion = Confusion.NONE;
      for (int i = 0; i < good.size(); i++) {
        confusion = confusion.plus(Confusion.of(!errorSteps.contains(i + 1), good.get(i)));
      }
      return confusion;
    }

    private double shareGood() {
      return good.stream().filter(each -> each).count() / (double) good.size();
    }
  }

  /**
   * Metrics of a class, or of all but {@link #CORRECT}.
   *
   * @param confusion of the steps
   * @param solutions with an error whose first wrong step was judged
   * @param firstErrorsFound of these, those whose first wrong step was called wrong
   * @param similarity mean |share of steps called good - the same of its correct twin|, over the
   *     solutions whose twin has a share above 0
   */
  public record Metrics(
      Confusion confusion, long solutions, long firstErrorsFound, Figure similarity) {
    /** Share of solutions whose earliest wrong step was called wrong. */
    public Figure firstErrorAccuracy() {
      return Figure.share(firstErrorsFound, solutions, "no solution has a wrong step");
    }

    /**
     * PRMScore = (F1 + negative F1) / 2, in [0, 1]; F1 alone where there is no wrong step, for
     * negative F1 is then undefined.
     */
    public Figure prmScore() {
      Figure negative = confusion.negatives().f1();
      Figure f1 = confusion.f1();
      return negative.defined() ? f1.map(value -> (value + negative.get()) / 2) : f1;
    }
  }

  /** The metrics of each class that occurs. */
  public static Map<String, Metrics> byClass(Collection<Judged> judged) {
    Map<String, Metrics> metrics = new TreeMap<>();
    Map<String, Double> twins = twins(judged);
    judged.stream()
        .map(Judged::classification)
        .distinct()
        .forEach(
            name ->
                metrics.put(
                    name,
                    metrics(
                        judged.stream().filter(each -> each.classification().equals(name)).toList(),
                        twins)));
    return metrics;
  }

  /** The metrics of all solutions but the correct ones, steps pooled. */
  public static Metrics total(Collection<Judged> judged) {
    return metrics(
        judged.stream().filter(each -> !each.classification().equals(CORRECT)).toList(),
        twins(judged));
  }

  /** The plain mean of the PRMScores of a group's classes, of those that occur. */
  public static Figure group(String group, Map<String, Metrics> byClass) {
    return Figure.mean(
        GROUPS.getOrDefault(group, List.of()).stream()
            .map(byClass::get)
            .filter(metrics -> metrics != null)
            .map(Metrics::prmScore)
            .toList());
  }

  private static Metrics metrics(List<Judged> judged, Map<String, Double> twins) {
    Confusion confusion = Confusion.NONE;
    long solutions = 0;
    long found = 0;
    double similarity = 0;
    long compared = 0;
    for (Judged each : judged) {
      confusion = confusion.plus(each.confusion());
      Integer first = first(each);
      if (first != null) {
        solutions++;
        found += each.good().get(first - 1) ? 0 : 1;
      }
      Double twin = twins.get(each.twin());
      if (!each.classification().equals(CORRECT) && twin != null && !each.good().isEmpty()) {
        similarity += Math.abs(each.shareGood() - twin);
        compared++;
      }
    }
    return new Metrics(
        confusion,
        solutions,
        found,
        Figure.ratio(
            similarity, (double) compared, "no solution has a correct twin that was judged"));
  }

  /** The first wrong step, if it was judged. */
  private static @Nullable Integer first(Judged judged) {
    return judged.errorSteps().stream()
        .min(Integer::compare)
        .filter(step -> step <= judged.good().size())
        .orElse(null);
  }

  /** The shares of the correct solutions, but for those of 0, which PRMBench leaves out. */
  private static Map<String, Double> twins(Collection<Judged> judged) {
    Map<String, Double> twins = new TreeMap<>();
    for (Judged each : judged) {
      if (each.classification().equals(CORRECT) && !each.good().isEmpty() && each.shareGood() > 0) {
        twins.putIfAbsent(each.twin(), each.shareGood());
      }
    }
    return twins;
  }
}
