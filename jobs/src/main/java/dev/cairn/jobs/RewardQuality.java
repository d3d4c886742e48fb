package dev.cairn.jobs;

import static org.apache.spark.sql.functions.col;

import dev.cairn.engine.config.RewardSpec;
import dev.cairn.engine.config.RunSpec;
import dev.cairn.engine.config.RunSpec.Experiment;
import dev.cairn.engine.metrics.Figure;
import dev.cairn.engine.search.Aggregation;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.mllib.evaluation.BinaryClassificationMetrics;
import org.apache.spark.mllib.evaluation.RegressionMetrics;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import scala.Tuple2;

/**
 * How well the reward of an experiment's candidates tells the right from the wrong ones, by MLlib.
 *
 * @param auroc the chance that a right candidate has a higher reward than a wrong one, ties
 *     counting half
 * @param brier the mean squared difference between reward and correctness (1 or 0)
 */
public record RewardQuality(Figure auroc, Figure brier) {
  /** Of the candidates of an experiment that have rewards. */
  static RewardQuality of(RunSpec spec, Experiment experiment, Dataset<Row> candidates) {
    RewardSpec reward = spec.rewards().get(experiment.reward());
    if (reward == null) {
      Figure none = Figure.none("the experiment has no reward model");
      return new RewardQuality(none, none);
    }
    Aggregation aggregation = reward.aggregation();
    JavaRDD<Tuple2<Object, Object>> pairs =
        candidates
            .filter(col("experiment").equalTo(experiment.name()))
            .select("rewards", "correct")
            .javaRDD()
            .filter(row -> !row.getList(0).isEmpty())
            .map(row -> pair(row, aggregation))
            .cache();
    try {
      long right = pairs.filter(pair -> pair._2().equals(1.0)).count();
      long all = pairs.count();
      return new RewardQuality(auroc(pairs, right, all), brier(pairs, all));
    } finally {
      pairs.unpersist();
    }
  }

  private static Tuple2<Object, Object> pair(Row row, Aggregation aggregation) {
    List<Double> rewards = row.getList(0);
    return new Tuple2<>(aggregation.apply(rewards), row.getBoolean(1) ? 1.0 : 0.0);
  }

  private static Figure auroc(JavaRDD<Tuple2<Object, Object>> pairs, long right, long all) {
    if (right == 0 || right == all) {
      return Figure.none("there are not both right and wrong candidates");
    }
    return Figure.of(new BinaryClassificationMetrics(pairs.rdd(), 0).areaUnderROC());
  }

  private static Figure brier(JavaRDD<Tuple2<Object, Object>> pairs, long all) {
    return all == 0
        ? Figure.none("there is no candidate with a reward")
        : Figure.of(new RegressionMetrics(pairs.rdd(), false).meanSquaredError());
  }
}
