package dev.cairn.jobs;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;

import dev.cairn.engine.config.RunSpec;
import dev.cairn.engine.config.RunSpec.Experiment;
import dev.cairn.engine.config.UserException;
import dev.cairn.engine.metrics.Figure;
import dev.cairn.jobs.Comparisons.Pair;
import dev.cairn.jobs.PoolQuery.Findings;
import dev.cairn.jobs.Report.Baseline;
import dev.cairn.jobs.Report.Basis;
import dev.cairn.jobs.Report.Cause;
import dev.cairn.jobs.Report.Cost;
import dev.cairn.jobs.Report.Reliability;
import dev.cairn.jobs.Report.Server;
import dev.cairn.jobs.Report.VoteCurve;
import dev.cairn.jobs.ReportSettings.Prices;
import dev.cairn.jobs.io.RunDirectory;
import dev.cairn.jobs.io.Tables;
import dev.cairn.jobs.io.TextFiles;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Brings the tables of a finished run to what its report says. Calls no worker. */
public final class ReportJob {
  private final SparkSession spark;
  private final StoredRun run;
  private final ReportSettings settings;

  /**
   * A job on the run in a directory.
   *
   * @throws UserException if the directory does not hold a finished run of this version
   */
  public ReportJob(SparkSession spark, RunDirectory run, ReportSettings settings) {
    this.spark = spark;
    this.run = new StoredRun(spark, run);
    this.settings = settings;
  }

  /** All figures. */
  public Report run() {
    for (String policy : settings.policies().keySet()) {
      if (!policy.isEmpty() && !run.spec().policies().containsKey(policy)) {
        throw new UserException(
            "--policy-parameters must name a policy of the run, one of %s, but named %s"
                .formatted(run.spec().policies().keySet(), policy));
      }
    }
    Dataset<Row> problems = run.table("problems", Tables.PROBLEMS);
    Map<String, SortedMap<String, Double>> accuracies = accuracies(run);
    List<Cost> costs = new CostQuery(settings, run.spec()).costs(run.table("usage", Tables.USAGE));
    Map<String, Double> overall = new HashMap<>();
    run.metrics().experiments().forEach(each -> overall.put(each.name(), each.accuracy().value()));
    Map<String, Findings> findings =
        new PoolQuery(run.spec(), problems, run.table("candidates", Tables.CANDIDATES)).findings();
    List<VoteCurve> curves = new ArrayList<>();
    List<Reliability> reliability = new ArrayList<>();
    for (Experiment experiment : run.spec().experiments()) {
      Findings found = findings.get(experiment.name());
      if (found != null) {
        curves.addAll(found.curves());
        reliability.add(found.reliability());
      }
    }
    return new Report(
        basis(),
        run.metrics(),
        costs,
        CostQuery.frontiers(costs, overall),
        curves,
        reliability,
        new DifficultyQuery(run.spec()).difficulty(problems, accuracies),
        servers(),
        causes(problems),
        settings.baseline() == null ? null : baseline(settings.baseline(), accuracies),
        new History(new TextFiles(spark.sparkContext().hadoopConfiguration()), settings.history())
            .nights(run.spec().name()),
        settings.processBench().stream()
            .map(file -> run.read(file, ProcessBenchReport.class))
            .toList());
  }

  /**
   * The trees.
   *
   * @param maxBytes of all packed trees together
   */
  public TreeArchive trees(long maxBytes) {
    return new TreeQuery(run).archive(maxBytes);
  }

  private Basis basis() {
    String versions =
        run.text().lines().filter(line -> line.startsWith("# cairn ")).findFirst().orElse("");
    return new Basis(
        run.directory().root().toString(),
        run.spec().experiments().stream()
            .map(each -> run.spec().problemName(each, run.spec().dataOf(each).path()))
            .distinct()
            .toList(),
        versions.replaceFirst("^# ", ""),
        run.text(),
        settings.prices(run.spec(), "", RunSpec.NO_REWARD).currency());
  }

  private static Map<String, SortedMap<String, Double>> accuracies(StoredRun run) {
    return run.accuracies(run.table("decisions", Tables.DECISIONS));
  }

  private List<Server> servers() {
    if (!run.has("workers")) {
      return List.of();
    }
    return run.table("workers", Tables.WORKERS).sort("role", "endpoint").collectAsList().stream()
        .map(this::server)
        .toList();
  }

  private Server server(Row row) {
    String role = row.getAs("role");
    long prompt = row.<Long>getAs("prompt_tokens");
    long cached = row.<Long>getAs("cached_tokens");
    long generated = row.<Long>getAs("generated_tokens");
    Optional<String> policy =
        Stream.concat(Stream.of(""), run.spec().policies().keySet().stream())
            .filter(name -> RunSpec.policyRole(name).equals(role))
            .findFirst();
    Prices prices = settings.prices(run.spec(), policy.orElse(""), role);
    Figure money =
        policy.isPresent()
            ? prices.policy((double) (prompt - cached), (double) cached, (double) generated)
            : prices.reward((double) prompt, (double) generated);
    return new Server(
        role,
        row.getAs("endpoint"),
        row.<Long>getAs("calls"),
        row.<Long>getAs("retries"),
        row.<Long>getAs("failures"),
        prompt,
        cached,
        generated,
        row.<Double>getAs("latency_seconds_p50"),
        row.<Double>getAs("latency_seconds_p99"),
        money);
  }

  private static List<Cause> causes(Dataset<Row> problems) {
    return problems
        .filter(col("status").equalTo("failed"))
        .groupBy("experiment", "failure")
        .agg(count(lit(1)), min("message"))
        .sort("experiment", "failure")
        .collectAsList()
        .stream()
        .map(
            row ->
                new Cause(
                    row.getString(0),
                    String.valueOf(row.getString(1)),
                    row.getLong(2),
                    String.valueOf(row.getString(3))))
        .toList();
  }

  private Baseline baseline(
      RunDirectory directory, Map<String, SortedMap<String, Double>> accuracies) {
    StoredRun other = new StoredRun(spark, directory);
    Map<String, SortedMap<String, Double>> before = accuracies(other);
    List<Pair> pairs = new ArrayList<>();
    List<String> onlyHere = new ArrayList<>();
    for (Experiment experiment : run.spec().experiments()) {
      String name = experiment.name();
      if (!before.containsKey(name)) {
        onlyHere.add(name);
        continue;
      }
      requireSameProblems(directory, of(accuracies, name).keySet(), of(before, name).keySet());
      pairs.add(new Pair(run.means(name, accuracies), other.means(name, before)));
    }
    List<String> onlyThere =
        other.spec().experiments().stream()
            .map(Experiment::name)
            .filter(name -> !accuracies.containsKey(name))
            .toList();
    return new Baseline(
        other.spec().name(),
        directory.root().toString(),
        other.spec().seed(),
        other.metrics().simulated(),
        Comparisons.ofPairs(
            JavaSparkContext.fromSparkContext(spark.sparkContext()), pairs, run.spec().seed()),
        onlyHere,
        onlyThere);
  }

  private void requireSameProblems(RunDirectory directory, Set<String> here, Set<String> there) {
    if (!here.equals(there)) {
      Set<String> missing = new HashSet<>(here);
      missing.removeAll(there);
      Set<String> more = new HashSet<>(there);
      more.removeAll(here);
      throw new UserException(
          "%s: is no baseline for %s: %d of its %d problems are not in this run and %d of this run's %d not in it; name a run on the same data set"
              .formatted(
                  directory.root(),
                  run.directory().root(),
                  more.size(),
                  there.size(),
                  missing.size(),
                  here.size()));
    }
  }

  private static <T> T of(Map<String, T> values, String name) {
    return Objects.requireNonNull(values.get(name), name);
  }
}
