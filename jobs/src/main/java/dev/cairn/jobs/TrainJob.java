package dev.cairn.jobs;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.sort_array;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;

import dev.cairn.engine.answer.AnswerKey;
import dev.cairn.engine.config.RunSpec;
import dev.cairn.engine.config.RunSpec.Experiment;
import dev.cairn.engine.config.SpecReader;
import dev.cairn.engine.config.UserException;
import dev.cairn.engine.run.Seeds;
import dev.cairn.engine.search.Candidate;
import dev.cairn.engine.search.Finish;
import dev.cairn.engine.search.Problem;
import dev.cairn.engine.search.Step;
import dev.cairn.engine.search.Trajectory;
import dev.cairn.engine.search.strategy.ComputeOptimal;
import dev.cairn.engine.search.strategy.ComputeOptimal.Bin;
import dev.cairn.engine.vote.Ballot;
import dev.cairn.engine.vote.Vote;
import dev.cairn.jobs.PolicyLearner.Tried;
import dev.cairn.jobs.TrainedPolicy.TrainedBin;
import dev.cairn.jobs.io.RunDirectory;
import dev.cairn.jobs.io.TextFiles;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.StreamSupport;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.ml.feature.QuantileDiscretizer;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * Learns which method to use for which difficulty from a finished run that has tried several
 * methods on the same problems: the table of {@link ComputeOptimal}. Calls no worker.
 *
 * <p>Source: Snell et al., 2024, arXiv 2408.03314, section 3.2: problems are put into bins by the
 * quantiles of their difficulty (MLlib's QuantileDiscretizer, without approximation), and each bin
 * gets the method that does best on it; here under a bound on the tokens of all together, which the
 * paper sets problem by problem. A method is taken to be worth what it was alone, though the first
 * solutions are in the pool with its own then.
 */
public final class TrainJob {
  /** The method of a bin in which the first solutions are enough. */
  static final String NONE = "none";

  private static final StructType PROBES =
      new StructType()
          .add("problem", DataTypes.StringType, false)
          .add("repetition", DataTypes.IntegerType, false)
          .add("fold", DataTypes.IntegerType, false)
          .add("difficulty", DataTypes.DoubleType, false)
          .add("correct", DataTypes.DoubleType, false)
          .add("tokens", DataTypes.LongType, false);

  private final SparkSession spark;
  private final RunDirectory run;
  private final RunSpec spec;

  /**
   * A job on the run in a directory.
   *
   * @throws UserException if the directory does not hold a finished run
   */
  public TrainJob(SparkSession spark, RunDirectory run) {
    this.spark = spark;
    this.run = run;
    TextFiles files = new TextFiles(spark.sparkContext().hadoopConfiguration());
    for (Path path : List.of(run.run(), run.metrics())) {
      if (!files.exists(path)) {
        throw new UserException(
            path + ": is missing; name the directory of a run that cairn search has finished");
      }
    }
    this.spec = SpecReader.read(run.run().toString(), files.text(run.run()), List.of());
  }

  /**
   * Learns.
   *
   * @throws UserException if the run does not hold what the settings need
   */
  public TrainedPolicy run(TrainSettings settings) {
    spark.sparkContext().setJobGroup(spec.name(), spec.name() + ": methods by difficulty", true);
    try {
      Dataset<Row> probes = binned(probes(settings), settings.bins()).cache();
      PolicyLearner learner = new PolicyLearner(tried(probes));
      List<TrainedBin> bins = learner.bins(settings.tokens());
      return new TrainedPolicy(
          probes.count(),
          bins,
          learner.learned(settings.tokens()),
          learner.validated(settings.tokens()),
          learner.single(settings.tokens()),
          SpecReader.write(strategy(settings, bins)));
    } finally {
      spark.sparkContext().clearJobGroup();
    }
  }

  private ComputeOptimal strategy(TrainSettings settings, List<TrainedBin> bins) {
    return new ComputeOptimal(
        settings.samples(),
        settings.difficulty(),
        settings.aggregation(),
        bins.stream()
            .map(
                bin ->
                    new Bin(
                        bin.upTo(),
                        bin.method().equals(NONE) ? null : experiment(bin.method()).strategy()))
            .toList());
  }

  private Experiment experiment(String name) {
    return spec.experiments().stream()
        .filter(experiment -> experiment.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new UserException(
                    "%s: --probe must be one of %s but was %s"
                        .formatted(
                            run.run(),
                            spec.experiments().stream().map(Experiment::name).toList(),
                            name)));
  }

  /** The difficulty of every search of the probe, and what its first solutions come to. */
  private Dataset<Row> probes(TrainSettings settings) {
    Experiment probe = experiment(settings.probe());
    if (settings.difficulty() == ComputeOptimal.Difficulty.REWARD
        && probe.reward().equals(RunSpec.NO_REWARD)) {
      throw new UserException(
          "%s: experiment %s has no rewards to tell a difficulty by; give --difficulty agreement"
              .formatted(run.run(), probe.name()));
    }
    int number = spec.experiments().indexOf(probe);
    String yaml = SpecReader.write(spec);
    JavaRDD<Row> rows =
        table("candidates")
            .filter(
                col("experiment")
                    .equalTo(probe.name())
                    .and(col("candidate").lt(settings.samples())))
            .groupBy("problem", "repetition")
            .agg(
                sort_array(
                        collect_list(struct("candidate", "answer", "rewards", "correct", "tokens")))
                    .as("solutions"))
            .javaRDD()
            .mapPartitions(
                searches -> {
                  Vote vote =
                      SpecReader.read("run.yaml", yaml, List.of()).experiments().get(number).vote();
                  Iterable<Row> once = () -> searches;
                  return StreamSupport.stream(once.spliterator(), false)
                      .map(search -> probe(search, settings, vote))
                      .iterator();
                });
    Dataset<Row> probes = spark.createDataFrame(rows, PROBES);
    long searches = table("problems").filter(col("experiment").equalTo(probe.name())).count();
    if (probes.count() < searches) {
      throw new UserException(
          "%s: %d of %d searches of experiment %s have no candidates; take another --probe"
              .formatted(run.root(), searches - probes.count(), searches, probe.name()));
    }
    return probes;
  }

  private static Row probe(Row row, TrainSettings settings, Vote vote) {
    List<Row> solutions = row.getList(2);
    if (solutions.size() < settings.samples()) {
      throw new UserException(
          "a search of %s on problem %s has %d candidates but the difficulty needs %d; give fewer --samples"
              .formatted(settings.probe(), row.getString(0), solutions.size(), settings.samples()));
    }
    List<Candidate> candidates = new ArrayList<>();
    List<Ballot> ballots = new ArrayList<>();
    long tokens = 0;
    for (Row solution : solutions) {
      List<Double> rewards = solution.getList(2);
      ballots.add(new Ballot(solution.getString(1), rewards));
      candidates.add(candidate(row.getString(0), solution.getString(1), rewards));
      tokens += solution.getInt(4);
    }
    Integer chosen = vote.decide(ballots).candidate();
    boolean correct = chosen != null && solutions.get(chosen).getBoolean(3);
    return RowFactory.create(
        row.getString(0),
        row.getInt(1),
        (int) (Seeds.spread(row.getString(0)) & 1),
        settings.difficulty().of(candidates, settings.aggregation()),
        correct ? 1.0 : 0.0,
        tokens);
  }

  /** A solution as a difficulty sees it: rewards and answer, without its text. */
  private static Candidate candidate(
      String problem, @Nullable String answer, List<Double> rewards) {
    String key = answer == null ? AnswerKey.BLANK : AnswerKey.of(answer);
    Trajectory end =
        Trajectory.start(new Problem(problem, problem, null))
            .append(0, Collections.nCopies(rewards.size(), new Step("", 0, null)), Finish.ANSWERED);
    return new Candidate(end, rewards, key.equals(AnswerKey.BLANK) ? null : key);
  }

  private static Dataset<Row> binned(Dataset<Row> probes, int bins) {
    if (bins == 1) {
      return probes.withColumn("bin", lit(0.0));
    }
    return new QuantileDiscretizer()
        .setInputCol("difficulty")
        .setOutputCol("bin")
        .setNumBuckets(bins)
        .setRelativeError(0)
        .fit(probes)
        .transform(probes);
  }

  /** What every method came to, by bin and half of the problems. */
  private List<Tried> tried(Dataset<Row> probes) {
    List<Tried> tried = new ArrayList<>();
    tried.addAll(sums(NONE, probes.withColumn("spent", lit(0L))));
    for (Experiment experiment : spec.experiments()) {
      if (!(experiment.strategy() instanceof ComputeOptimal)) {
        tried.addAll(sums(experiment.name(), results(experiment, probes)));
      }
    }
    return tried;
  }

  private Dataset<Row> results(Experiment experiment, Dataset<Row> probes) {
    Dataset<Row> decided =
        table("decisions")
            .filter(
                col("experiment")
                    .equalTo(experiment.name())
                    .and(col("vote").equalTo(Judge.name(experiment.vote()))))
            .select(col("problem"), col("repetition"), col("correct").cast("double"));
    Dataset<Row> spent =
        table("usage")
            .filter(col("experiment").equalTo(experiment.name()))
            .select(col("problem"), col("repetition"), col("generated_tokens").as("spent"));
    String[] search = {"problem", "repetition"};
    return probes.drop("correct").join(decided, search, "inner").join(spent, search, "inner");
  }

  private static List<Tried> sums(String method, Dataset<Row> results) {
    return results
        .groupBy("bin", "fold")
        .agg(
            count("*"),
            sum("correct"),
            sum(col("spent").cast("double")),
            sum(col("tokens").cast("double")),
            max("difficulty"))
        .collectAsList()
        .stream()
        .map(
            row ->
                new Tried(
                    method,
                    (int) row.getDouble(0),
                    row.getInt(1),
                    row.getLong(2),
                    row.getDouble(3),
                    row.getDouble(4),
                    row.getDouble(5),
                    row.getDouble(6)))
        .toList();
  }

  private Dataset<Row> table(String name) {
    return spark.read().parquet(run.table(name).toString());
  }
}
