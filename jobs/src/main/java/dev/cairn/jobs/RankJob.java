package dev.cairn.jobs;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.sum;

import dev.cairn.engine.config.UserException;
import dev.cairn.engine.metrics.Compute;
import dev.cairn.engine.metrics.Estimate;
import dev.cairn.engine.metrics.Figure;
import dev.cairn.engine.metrics.Intervals;
import dev.cairn.engine.vote.Vote;
import dev.cairn.jobs.RankSettings.Sampling;
import dev.cairn.jobs.RankSettings.Sizes;
import dev.cairn.jobs.RankedPool.Outcome;
import dev.cairn.jobs.io.Input;
import dev.cairn.jobs.io.Located;
import dev.cairn.jobs.io.RowOutput;
import dev.cairn.jobs.io.format.Pool;
import dev.cairn.jobs.io.format.Pool.Candidate;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.StreamSupport;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;
import org.jspecify.annotations.Nullable;

/** Ranks pools by scores and holds votes on them, over Spark's partitions. */
public final class RankJob {
  static final double CONFIDENCE = 0.95;

  private static final StructType OUTCOMES =
      new StructType()
          .add("method", DataTypes.StringType, false)
          .add("n", DataTypes.IntegerType, false)
          .add("value", DataTypes.DoubleType, false)
          .add("expected", DataTypes.DoubleType, false)
          .add("tied", DataTypes.BooleanType, false)
          .add("simulated", DataTypes.BooleanType, false);

  private final SparkSession spark;
  private final RankSettings settings;

  public RankJob(SparkSession spark, RankSettings settings) {
    this.spark = spark;
    this.settings = settings;
  }

  /**
   * What all pools are like.
   *
   * @param pools number of these
   * @param smallest candidates of the smallest
   * @param largest candidates of the largest
   * @param scored pools whose candidates all have scores
   * @param anyScored pools with a candidate that has scores
   * @param negative pools with a negative score
   * @param answered pools whose answers are known
   * @param tokens mean number of tokens of a candidate, summed over pools
   * @param counted pools whose candidates all have token counts
   * @param unanswered candidates without a vote
   */
  record Shape(
      long pools,
      int smallest,
      int largest,
      long scored,
      long anyScored,
      long negative,
      long answered,
      double tokens,
      long counted,
      long unanswered)
      implements Serializable {
    static Shape of(Pool pool, RankedPool ranked) {
      List<Candidate> candidates = pool.candidates();
      boolean all = candidates.stream().noneMatch(candidate -> candidate.scores().isEmpty());
      boolean any = candidates.stream().anyMatch(candidate -> !candidate.scores().isEmpty());
      boolean negative =
          candidates.stream()
              .anyMatch(candidate -> candidate.scores().stream().anyMatch(each -> each < 0));
      boolean counted = candidates.stream().noneMatch(candidate -> candidate.tokens() == null);
      double tokens =
          candidates.stream()
              .mapToInt(candidate -> Objects.requireNonNullElse(candidate.tokens(), 0))
              .average()
              .orElse(0);
      long unanswered =
          ranked.graded(pool).ballots().stream().filter(ballot -> !ballot.votes()).count();
      return new Shape(
          1,
          candidates.size(),
          candidates.size(),
          all ? 1 : 0,
          any ? 1 : 0,
          negative ? 1 : 0,
          RankedPool.answersAreKnown(pool) ? 1 : 0,
          counted ? tokens : 0,
          counted ? 1 : 0,
          unanswered);
    }

    Shape plus(Shape other) {
      return new Shape(
          pools + other.pools,
          Math.min(smallest, other.smallest),
          Math.max(largest, other.largest),
          scored + other.scored,
          anyScored + other.anyScored,
          negative + other.negative,
          answered + other.answered,
          tokens + other.tokens,
          counted + other.counted,
          unanswered + other.unanswered);
    }

    Figure tokensPerCandidate() {
      return counted == pools
          ? Figure.of(tokens / pools)
          : Figure.none("%d of %d pools do not count tokens".formatted(pools - counted, pools));
    }
  }

  /**
   * Ranks the pools.
   *
   * @param badRows of the input that were set aside
   * @param sizes of the models, for the cost
   * @param decisions where to put what every vote chose from every pool, or null
   * @throws UserException if nothing can be said of the pools, and why
   */
  public RankReport run(
      Input<Pool> input, long badRows, Sizes sizes, @Nullable RowOutput decisions) {
    RankSettings own = settings;
    JavaRDD<Pool> pools = input.rows().map(Located::value);
    Shape shape = shape(pools, own);
    requireWhole(shape);
    Map<String, String> left = new LinkedHashMap<>();
    List<String> names = names(shape, left);
    List<Integer> points = points(shape.smallest());
    JavaRDD<Outcome> outcomes =
        pools
            .mapPartitions(each -> outcomes(each, own, names, points))
            .persist(StorageLevel.MEMORY_AND_DISK());
    try {
      if (decisions != null) {
        decisions.write(
            outcomes
                .filter(each -> !each.method().equals(RankedPool.MEAN))
                .filter(each -> !each.method().equals(RankedPool.COVERAGE))
                .filter(each -> each.n() == 0 || own.sampling() == Sampling.FIRST)
                .map(Outcome::toLine));
      }
      Map<String, Row> sums = sums(outcomes);
      RankComparison comparison = new RankComparison(settings, names, outcomes);
      return new RankReport(
          shape.pools(),
          shape.smallest(),
          shape.largest(),
          shape.unanswered(),
          badRows,
          estimate(sums, RankedPool.MEAN, 0),
          estimate(sums, RankedPool.COVERAGE, 0),
          comparison.decidable(),
          comparison.methods(
              name -> estimate(sums, name, 0),
              name -> of(sums, name, 0).getDouble(5) / shape.pools(),
              name -> of(sums, name, 0).getLong(6)),
          curve(sums, names, points, shape, sizes),
          left,
          settings);
    } finally {
      outcomes.unpersist();
    }
  }

  private static Shape shape(JavaRDD<Pool> pools, RankSettings settings) {
    if (pools.isEmpty()) {
      throw new UserException("there is no pool to rank");
    }
    for (Pool pool : pools.filter(each -> RankedPool.isUngradable(each, settings)).take(1)) {
      throw new UserException(
          "pool %s: reference must be given, since its candidates do not say whether they are correct"
              .formatted(pool.problem()));
    }
    return pools
        .mapPartitions(
            each -> {
              RankedPool ranked = new RankedPool(settings, Map.of(), List.of());
              Iterable<Pool> once = () -> each;
              return StreamSupport.stream(once.spliterator(), false)
                  .map(pool -> Shape.of(pool, ranked))
                  .iterator();
            })
        .reduce(Shape::plus);
  }

  private static void requireWhole(Shape shape) {
    if (shape.anyScored() > 0 && shape.scored() < shape.pools()) {
      throw new UserException(
          "every candidate must have scores, or none, but %d of %d pools lack some; give --scores"
              .formatted(shape.pools() - shape.scored(), shape.pools()));
    }
    if (shape.answered() > 0 && shape.answered() < shape.pools()) {
      throw new UserException(
          "every pool must have answers or a reference, or none, but %d of %d have neither"
              .formatted(shape.pools() - shape.answered(), shape.pools()));
    }
  }

  private List<String> names(Shape shape, Map<String, String> left) {
    boolean scored = shape.scored() > 0;
    boolean answered = shape.answered() > 0;
    List<String> names = new ArrayList<>();
    for (String name : settings.votes(scored, answered).keySet()) {
      boolean product = name.contains("product)") || name.contains("geometric-mean)");
      if (product && shape.negative() > 0) {
        left.put(name, "%d pools have negative scores".formatted(shape.negative()));
      } else {
        names.add(name);
      }
    }
    if (!scored) {
      left.put("best-reward and weighted votes", "the candidates have no scores");
    }
    if (!answered) {
      left.put("majority and weighted votes", "the pools tell neither answers nor references");
    }
    return names;
  }

  /** 1, 2, 4 and so on, and the smallest pool. */
  static List<Integer> points(int smallest) {
    List<Integer> points = new ArrayList<>();
    for (int n = 1; n < smallest; n *= 2) {
      points.add(n);
    }
    points.add(smallest);
    return points;
  }

  private static Iterator<Outcome> outcomes(
      Iterator<Pool> pools, RankSettings settings, List<String> names, List<Integer> points) {
    Map<String, Vote> all = settings.votes(true, true);
    Map<String, Vote> votes = new LinkedHashMap<>();
    names.forEach(name -> votes.put(name, Objects.requireNonNull(all.get(name))));
    RankedPool ranked = new RankedPool(settings, votes, points);
    Iterable<Pool> once = () -> pools;
    return StreamSupport.stream(once.spliterator(), false)
        .flatMap(pool -> ranked.outcomes(pool).stream())
        .iterator();
  }

  /** By method and n: how many problems, sum and sum of squares of values, and so on. */
  private Map<String, Row> sums(JavaRDD<Outcome> outcomes) {
    Dataset<Row> rows =
        spark.createDataFrame(
            outcomes.map(
                each ->
                    RowFactory.create(
                        each.method(),
                        each.n(),
                        each.value(),
                        each.expected(),
                        each.tied(),
                        each.simulated())),
            OUTCOMES);
    Map<String, Row> sums = new LinkedHashMap<>();
    for (Row row :
        rows.groupBy("method", "n")
            .agg(
                count(lit(1)),
                sum("value"),
                sum(col("value").multiply(col("value"))),
                sum("expected"),
                sum(col("tied").cast("long")),
                max(col("simulated").cast("int")))
            .collectAsList()) {
      sums.put(key(row.getString(0), row.getInt(1)), row);
    }
    return sums;
  }

  private static String key(String method, int n) {
    return method + "@" + n;
  }

  private static Row of(Map<String, Row> sums, String method, int n) {
    return Objects.requireNonNull(sums.get(key(method, n)), () -> key(method, n));
  }

  /** By Wilson where every problem is right or wrong, else of the problems' values. */
  private static Estimate estimate(Map<String, Row> sums, String method, int n) {
    Row row = of(sums, method, n);
    return estimate(row.getLong(2), row.getDouble(3), row.getDouble(4));
  }

  static Estimate estimate(long problems, double sum, double squares) {
    return sum == squares && sum == Math.rint(sum)
        ? Intervals.wilson(Math.round(sum), problems, CONFIDENCE)
        : Intervals.clusteredMean(problems, sum, squares, CONFIDENCE);
  }

  private List<RankReport.Point> curve(
      Map<String, Row> sums, List<String> names, List<Integer> points, Shape shape, Sizes sizes) {
    List<String> methods = new ArrayList<>(List.of(RankedPool.COVERAGE));
    methods.addAll(names);
    List<RankReport.Point> curve = new ArrayList<>();
    for (String method : methods) {
      for (int n : points) {
        Figure tokens = shape.tokensPerCandidate().map(each -> each * n);
        curve.add(
            new RankReport.Point(
                n,
                method,
                estimate(sums, method, n),
                of(sums, method, n).getInt(7) > 0,
                tokens,
                flops(tokens, reads(method), sizes)));
      }
    }
    return curve;
  }

  /** Whether a method needs the reward model to read every candidate. */
  private static boolean reads(String method) {
    return !method.equals(RankedPool.COVERAGE) && !method.startsWith("majority");
  }

  private static Figure flops(Figure tokens, boolean rewarded, Sizes sizes) {
    if (!tokens.defined()) {
      return tokens;
    }
    double generated = tokens.get();
    return new Compute(generated, 0, rewarded ? generated : 0, 0, 0)
        .flops(sizes.policy(), sizes.reward(), 0);
  }
}
