package dev.cairn.jobs;

import static org.apache.spark.sql.functions.avg;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.when;

import dev.cairn.engine.config.RunSpec;
import dev.cairn.engine.config.RunSpec.Experiment;
import dev.cairn.engine.metrics.Estimate;
import dev.cairn.jobs.Report.Difficulty;
import java.util.ArrayList;
import java.util.Collections;
import java.util.DoubleSummaryStatistics;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Accuracy by how hard problems are, told by all candidates that a run has for them. */
final class DifficultyQuery {
  private final RunSpec spec;

  DifficultyQuery(RunSpec spec) {
    this.spec = spec;
  }

  /**
   * Groups the problems from the hardest to the easiest.
   *
   * @param accuracies by experiment and problem
   */
  List<Difficulty> difficulty(
      Dataset<Row> problems, Map<String, SortedMap<String, Double>> accuracies) {
    Map<Level, Set<String>> levels = new TreeMap<>();
    shares(problems)
        .forEach(
            (problem, share) ->
                levels.computeIfAbsent(Level.of(share), level -> new HashSet<>()).add(problem));
    List<Difficulty> difficulty = new ArrayList<>();
    for (Level level : Level.values()) {
      Set<String> names = levels.getOrDefault(level, Set.of());
      Map<String, Estimate> accuracy = new TreeMap<>();
      for (Experiment experiment : spec.experiments()) {
        List<Double> means =
            accuracies
                .getOrDefault(experiment.name(), Collections.emptySortedMap())
                .entrySet()
                .stream()
                .filter(each -> names.contains(spec.problemName(experiment, each.getKey())))
                .map(Map.Entry::getValue)
                .toList();
        if (!means.isEmpty()) {
          accuracy.put(
              experiment.name(),
              new ProblemMeans(experiment.name(), "accuracy", means, spec.repetitions())
                  .estimate(spec.seed()));
        }
      }
      difficulty.add(new Difficulty(level.label, names.size(), accuracy));
    }
    return difficulty;
  }

  /** The mean share of right candidates of every problem, over all searches on it. */
  private Map<String, Double> shares(Dataset<Row> problems) {
    Map<String, Experiment> experiments =
        spec.experiments().stream().collect(Collectors.toMap(Experiment::name, each -> each));
    Map<String, DoubleSummaryStatistics> shares = new HashMap<>();
    problems
        .groupBy("experiment", "problem")
        .agg(
            avg(
                when(col("candidates").gt(0), col("correct_candidates").divide(col("candidates")))
                    .otherwise(0.0)))
        .collectAsList()
        .forEach(
            row ->
                shares
                    .computeIfAbsent(
                        spec.problemName(
                            Objects.requireNonNull(experiments.get(row.getString(0))),
                            row.getString(1)),
                        name -> new DoubleSummaryStatistics())
                    .accept(row.getDouble(2)));
    Map<String, Double> means = new HashMap<>();
    shares.forEach((problem, each) -> means.put(problem, each.getAverage()));
    return means;
  }

  /** How hard a problem is by its share of right candidates. */
  private enum Level {
    NONE("none right", 0),
    QUARTER("up to 25 %", 0.25),
    HALF("up to 50 %", 0.5),
    MOST("up to 75 %", 0.75),
    NEARLY("below 100 %", Math.nextDown(1.0)),
    ALL("all right", 1);

    private final String label;
    private final double upTo;

    Level(String label, double upTo) {
      this.label = label;
      this.upTo = upTo;
    }

    static Level of(double share) {
      for (Level level : values()) {
        if (share <= level.upTo) {
          return level;
        }
      }
      return ALL;
    }
  }
}
