package dev.cairn.jobs;

import static org.apache.spark.sql.functions.avg;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sort_array;
import static org.apache.spark.sql.functions.struct;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cairn.engine.config.RunSpec;
import dev.cairn.engine.config.RunSpec.DataSpec;
import dev.cairn.engine.config.RunSpec.Experiment;
import dev.cairn.engine.config.SpecReader;
import dev.cairn.engine.config.UserException;
import dev.cairn.engine.metrics.Estimate;
import dev.cairn.engine.metrics.Holm;
import dev.cairn.engine.search.Problem;
import dev.cairn.jobs.io.ProblemSet;
import dev.cairn.jobs.io.RunDirectory;
import dev.cairn.jobs.io.Tables;
import dev.cairn.jobs.io.TextFiles;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/** A finished run that another is compared with, experiment by experiment of the same name. */
public final class Baseline {
  private final SparkSession spark;
  private final RunDirectory run;
  private final TextFiles files;
  private final RunSpec spec;

  /**
   * The run of a directory.
   *
   * @throws UserException if it is not finished, has parts missing or is of another version
   */
  public Baseline(SparkSession spark, RunDirectory run) {
    this.spark = spark;
    this.run = run;
    this.files = new TextFiles(spark.sparkContext().hadoopConfiguration());
    require(run.run(), "no run begins without it; name the directory of a run");
    require(run.metrics(), "the run is not finished; finish it, or name another");
    for (String table : List.of("problems", "decisions")) {
      require(run.table(table), "a part of the run is deleted; submit it again, or name another");
    }
    this.spec = spec();
    long items = table("problems", Tables.PROBLEMS).count();
    table("decisions", Tables.DECISIONS);
    if (items != items()) {
      throw mistake(
          run.table("problems"),
          "has %d searches of %d; a part of the run is deleted; submit it again, or name another"
              .formatted(items, items()));
    }
  }

  private static UserException mistake(Path where, String what) {
    return new UserException("--baseline: %s: %s".formatted(where, what));
  }

  private void require(Path path, String otherwise) {
    if (!files.exists(path)) {
      throw mistake(path, "is missing: " + otherwise);
    }
  }

  private RunSpec spec() {
    try {
      return SpecReader.read(run.run().toString(), files.text(run.run()), List.of());
    } catch (UserException e) {
      throw new UserException(
          "--baseline: the run is of another version, which this cairn cannot read: "
              + e.getMessage(),
          e);
    }
  }

  private long items() {
    try {
      return new ObjectMapper().readTree(files.text(run.metrics())).path("items").asLong(-1);
    } catch (JsonProcessingException e) {
      throw mistake(run.metrics(), "is damaged; submit that run again, or name another");
    }
  }

  private Dataset<Row> table(String name, StructType schema) {
    Dataset<Row> table;
    try {
      table = spark.read().parquet(run.table(name).toString());
    } catch (Exception e) {
      // Spark's analysis errors are checked ones to Java, though nothing declares them.
      throw new UserException(
          "--baseline: %s: cannot be read; submit that run again, or name another"
              .formatted(run.table(name)),
          e);
    }
    Set<String> lacking = new HashSet<>(List.of(schema.fieldNames()));
    lacking.removeAll(List.of(table.columns()));
    if (!lacking.isEmpty()) {
      throw mistake(
          run.table(name),
          "is of another version: it lacks %s; submit that run again, or name another"
              .formatted(lacking));
    }
    return table;
  }

  /** Where it is. */
  public RunDirectory directory() {
    return run;
  }

  /**
   * Makes sure that a run can be compared with this one.
   *
   * @throws UserException if they have no experiment in common, or one on other problems
   */
  public void requireComparable(RunSpec other) {
    Set<DataSpec> seen = new HashSet<>();
    boolean common = false;
    for (Experiment experiment : other.experiments()) {
      if (has(spec, experiment.name())) {
        common = true;
        if (seen.add(other.dataOf(experiment))) {
          requireSameProblems(experiment.name(), other.dataOf(experiment));
        }
        if (other.repetitions() != spec.repetitions()) {
          throw mistake(
              run.root(),
              "it has %d repetitions and this run %d; name a run of as many"
                  .formatted(spec.repetitions(), other.repetitions()));
        }
      }
    }
    if (!common) {
      throw mistake(run.root(), "it has no experiment of a name that this run has");
    }
  }

  private void requireSameProblems(String experiment, DataSpec data) {
    Map<String, List<String>> before = new HashMap<>();
    table("problems", Tables.PROBLEMS)
        .filter(col("experiment").equalTo(experiment).and(col("repetition").equalTo(0)))
        .select("problem", "question", "reference")
        .toLocalIterator()
        .forEachRemaining(
            row -> before.put(row.getString(0), List.of(row.getString(1), row.getString(2))));
    List<Problem> now = ProblemSet.read(spark.sparkContext().hadoopConfiguration(), data);
    for (Problem problem : now) {
      List<String> same = List.of(problem.question(), String.valueOf(problem.answer()));
      List<String> known = before.get(problem.id());
      if (!same.equals(known)) {
        throw mistake(
            run.root(),
            "%s is of another data set: there problem %s %s; name a run on the problems of %s"
                .formatted(
                    experiment,
                    problem.id(),
                    known == null ? "is missing" : "has another question or answer",
                    data.path()));
      }
    }
    if (before.size() != now.size()) {
      throw mistake(
          run.root(),
          "%s is of another data set: it has %d problems and %s has %d"
              .formatted(experiment, before.size(), data.path(), now.size()));
    }
  }

  private static boolean has(RunSpec spec, String experiment) {
    return spec.experiments().stream().anyMatch(each -> each.name().equals(experiment));
  }

  /**
   * Compares a finished run.
   *
   * @param alpha the chance, over all experiments, of calling one worse that is not
   */
  public Gate compare(RunSpec now, RunDirectory finished, double alpha) {
    Baseline other = new Baseline(spark, finished);
    Dataset<Row> pairs =
        accuracies("before")
            .join(other.accuracies("now"), new String[] {"experiment", "problem"})
            .groupBy("experiment")
            .agg(sort_array(collect_list(struct("problem", "before", "now"))).as("pairs"));
    int repetitions = now.repetitions();
    long seed = now.seed();
    Map<String, Paired> compared = new HashMap<>();
    pairs
        .javaRDD()
        .map(row -> paired(row.getString(0), row.getList(1), repetitions, seed))
        .collect()
        .forEach(each -> compared.put(each.experiment(), each));
    List<Paired> ordered =
        now.experiments().stream()
            .map(each -> compared.get(each.name()))
            .filter(Objects::nonNull)
            .toList();
    double[] adjusted =
        Holm.adjusted(ordered.stream().mapToDouble(each -> each.compared().p()).toArray());
    List<Gate.Compared> all = new ArrayList<>();
    for (int i = 0; i < adjusted.length; i++) {
      all.add(ordered.get(i).result(adjusted[i], alpha));
    }
    return new Gate(
        Gate.VERSION,
        run.root().toString(),
        alpha,
        (int) all.stream().filter(Gate.Compared::regression).count(),
        all,
        without(spec, now),
        without(now, spec));
  }

  private static List<String> without(RunSpec one, RunSpec other) {
    return one.experiments().stream()
        .map(Experiment::name)
        .filter(name -> !has(other, name))
        .toList();
  }

  /** The accuracy of each experiment's own vote on each problem. */
  private Dataset<Row> accuracies(String column) {
    Column own = lit(false);
    for (Experiment experiment : spec.experiments()) {
      own =
          own.or(
              col("experiment")
                  .equalTo(experiment.name())
                  .and(col("vote").equalTo(Judge.name(experiment.vote()))));
    }
    return table("decisions", Tables.DECISIONS)
        .filter(own)
        .groupBy("experiment", "problem")
        .agg(avg(col("correct").cast("double")).as(column));
  }

  /** A comparison on its way to the driver. */
  private record Paired(
      String experiment, long problems, double before, double now, Comparisons.Compared compared)
      implements java.io.Serializable {
    Gate.Compared result(double pHolm, double alpha) {
      Estimate difference = compared.difference().estimate();
      return new Gate.Compared(
          experiment,
          problems,
          before,
          now,
          difference,
          compared.onlyFirst(),
          compared.onlySecond(),
          compared.test(),
          compared.p(),
          pHolm,
          difference.value() < 0 && pHolm <= alpha);
    }
  }

  private static Paired paired(String experiment, List<Row> pairs, int repetitions, long seed) {
    double[] before = pairs.stream().mapToDouble(row -> row.getDouble(1)).toArray();
    double[] now = pairs.stream().mapToDouble(row -> row.getDouble(2)).toArray();
    return new Paired(
        experiment,
        pairs.size(),
        Arrays.stream(before).average().orElseThrow(),
        Arrays.stream(now).average().orElseThrow(),
        Comparisons.compare(
            means(experiment, now, repetitions), means(experiment, before, repetitions), seed));
  }

  private static ProblemMeans means(String experiment, double[] values, int repetitions) {
    return new ProblemMeans(
        experiment, "accuracy", Arrays.stream(values).boxed().toList(), repetitions);
  }
}
