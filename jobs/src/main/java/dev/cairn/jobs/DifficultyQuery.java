package dev.cairn.jobs;

import static org.apache.spark.sql.functions.avg;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.when;

import dev.cairn.engine.config.RunSpec;
import dev.cairn.engine.metrics.Estimate;
import dev.cairn.jobs.Report.Difficulty;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
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
    problems
        .groupBy("problem")
        .agg(
            avg(
                when(col("candidates").gt(0), col("correct_candidates").divide(col("candidates")))
                    .otherwise(0.0)))
        .collectAsList()
        .forEach(
            row ->
                levels
                    .computeIfAbsent(Level.of(row.getDouble(1)), level -> new HashSet<>())
                    .add(row.getString(0)));
    List<Difficulty> difficulty = new ArrayList<>();
    for (Level level : Level.values()) {
      Set<String> ids = levels.getOrDefault(level, Set.of());
      Map<String, Estimate> accuracy = new TreeMap<>();
      if (!ids.isEmpty()) {
        accuracies.forEach(
            (experiment, right) -> accuracy.put(experiment, among(ids, experiment, right)));
      }
      difficulty.add(new Difficulty(level.label, ids.size(), accuracy));
    }
    return difficulty;
  }

  private Estimate among(Set<String> ids, String experiment, Map<String, Double> right) {
    List<Double> means =
        right.entrySet().stream()
            .filter(each -> ids.contains(each.getKey()))
            .map(Map.Entry::getValue)
            .toList();
    return new ProblemMeans(experiment, "accuracy", means, spec.repetitions())
        .estimate(spec.seed());
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
