package dev.cairn.jobs.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.cairn.engine.config.Probe;
import dev.cairn.engine.config.RunSpec;
import dev.cairn.engine.config.SpecReader;
import dev.cairn.engine.simulate.ArithmeticSettings;
import dev.cairn.engine.simulate.ArithmeticWorld;
import dev.cairn.engine.simulate.FleetSettings;
import dev.cairn.engine.simulate.Latency;
import dev.cairn.engine.simulate.SimulatedFleet;
import dev.cairn.jobs.FinishedRun;
import dev.cairn.jobs.LocalSpark;
import dev.cairn.jobs.ProgressListener;
import dev.cairn.jobs.SearchJob;
import dev.cairn.jobs.cluster.RecordingProxy.Answered;
import dev.cairn.jobs.io.RunDirectory;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Kills an executor, the driver, or both (SIGKILL) at random points of a beam and of an MCTS run,
 * each point a number of calls that the workers have answered, and gives the same command again.
 *
 * <p>{@code -Dcairn.crash.points=20} takes that many points of each run, the kinds of crash taking
 * turns; without it there are few. What happened is written to {@code target/crash-matrix.md}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CrashMatrixIT {
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final Path REPORT = Path.of("target", "crash-matrix.md");
  private static final int FEW_POINTS = 3;

  /** Tables of a few rows in a JVM that has just started. */
  private static final List<String> SWIFT_TABLES =
      List.of(
          "--conf", "spark.sql.shuffle.partitions=1",
          "--conf", "spark.sql.codegen.wholeStage=false",
          "--conf", "spark.sql.adaptive.enabled=false");

  private static final String SPEC =
      """
      name: crash
      seed: 1
      data: {path: %s, limit: %s}
      policy: {worker: {urls: ["%s"]}}
      rewards:
        prm: {type: qwen-prm, worker: {urls: ["%s"]}}
      experiments:
        - {name: crash, strategy: %s, reward: prm, vote: best-reward}
      limits: {searches-in-flight: 4}
      execution: {segment-records: 4, segment-seconds: 1, partitions: 4, call-log: {records: 40}}
      """;

  /** Whom a crash kills. */
  enum Victim {
    EXECUTOR,
    DRIVER,
    BOTH
  }

  /** What runs. */
  enum Run {
    BEAM("{type: beam-search, beams: 8, branching: 4}", 32),
    MCTS("{type: mcts, paths: 4, width: 3}", 16);

    private final String strategy;
    private final int problems;

    Run(String strategy, int problems) {
      this.strategy = strategy;
      this.problems = problems;
    }
  }

  private record Crash(Run run, Victim victim, int number, double point) {
    @Override
    public String toString() {
      return "%s-%s-%d".formatted(run, victim, number).toLowerCase(java.util.Locale.ROOT);
    }
  }

  private final Map<Run, FinishedRun> references = new HashMap<>();
  private final Map<Run, Integer> calls = new HashMap<>();
  private Path directory;
  private SimulatedFleet fleet;
  private RecordingProxy policy;
  private RecordingProxy reward;
  private StandaloneCluster cluster;
  private SparkSession spark;

  static Stream<Crash> crashes() {
    Integer wanted = Integer.getInteger("cairn.crash.points");
    Random random = new Random(4);
    List<Crash> crashes = new ArrayList<>();
    int points = wanted == null ? FEW_POINTS : Run.values().length * wanted;
    for (int i = 0; i < points; i++) {
      Run run = Run.values()[i % Run.values().length];
      Victim victim = Victim.values()[i % Victim.values().length];
      crashes.add(new Crash(run, victim, i, 0.03 + 0.94 * random.nextDouble()));
    }
    return crashes.stream();
  }

  @BeforeAll
  void start(@TempDir(cleanup = CleanupMode.ON_SUCCESS) Path temporary) throws IOException {
    directory = temporary;
    spark = LocalSpark.session();
    try (SimulatedFleet swift = fleet(Latency.NONE)) {
      for (Run run : Run.values()) {
        FinishedRun reference = new FinishedRun(directory.resolve("reference-" + run));
        String yaml = yaml(run, swift.policyUrls().get(0), swift.rewardUrls().get(0));
        RunSpec spec = SpecReader.read("crash.yaml", yaml, List.of());
        RunSpec resolved = Probe.resolve(spec, Probe.all(spec, System::getenv));
        org.apache.hadoop.fs.Path root = new org.apache.hadoop.fs.Path(reference.root().toString());
        swift.reset();
        new SearchJob(spark, resolved, new RunDirectory(root)).run(ProgressListener.NONE);
        references.put(run, reference);
        calls.put(run, Math.toIntExact(swift.stats().requests()));
      }
    }
    fleet = fleet(Latency.REALISTIC.scaled(8));
    policy = new RecordingProxy(fleet.policyUrls().get(0), "policy", "simulated-policy");
    reward = new RecordingProxy(fleet.rewardUrls().get(0), "prm", "simulated-prm");
    for (Run run : Run.values()) {
      Files.writeString(
          directory.resolve(run + ".yaml"), yaml(run, policy.url(), reward.url()));
    }
    cluster = StandaloneCluster.start(Files.createDirectory(directory.resolve("logs")), 2);
    Files.writeString(
        REPORT,
        """
        | crash | calls of the run | killed after | answered in all | replayed | in doubt | oldest of these, ms | logged twice | tables |
        |---|---|---|---|---|---|---|---|---|
        """);
  }

  @AfterAll
  void stop() {
    spark.stop();
    cluster.close();
    policy.close();
    reward.close();
    fleet.close();
  }

  private static SimulatedFleet fleet(Latency latency) {
    return SimulatedFleet.start(
        new ArithmeticWorld(ArithmeticSettings.DEFAULT), FleetSettings.loopback(1, 1, latency));
  }

  private static String yaml(Run run, URI policyUrl, URI rewardUrl) {
    Path set = Path.of("..", "datasets", "arithmetic-200.jsonl").toAbsolutePath().normalize();
    return SPEC.formatted(set, run.problems, policyUrl, rewardUrl, run.strategy);
  }

  private Submission search(Run run, FinishedRun target) {
    return cluster.submit(
        SWIFT_TABLES,
        List.of(
            "search",
            directory.resolve(run + ".yaml").toString(),
            "--out",
            target.root().toUri().toString()));
  }

  @ParameterizedTest
  @MethodSource("crashes")
  void endsWithTheSameTablesAndNoFinishedCallMadeTwice(Crash crash)
      throws InterruptedException, IOException {
    FinishedRun run = new FinishedRun(directory.resolve(crash.toString()));
    int point = Math.max(1, (int) (crash.point() * calls.get(crash.run())));
    CountDownLatch reached = new CountDownLatch(point);
    policy.begin(count -> reached.countDown());
    reward.begin(count -> reached.countDown());

    Submission submission = search(crash.run(), run);
    assertThat(reached.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).as(submission.err()).isTrue();
    long killedAt = kill(crash, submission);
    if (crash.victim() != Victim.EXECUTOR) {
      await().atMost(PATIENCE).until(() -> cluster.executorPids().isEmpty());
      submission = search(crash.run(), run);
    }
    assertThat(submission.exitCode(PATIENCE)).as(submission.err()).isZero();

    Map<String, Integer> logged = run.loggedAnswers();
    List<Answered> doubtful = doubtful(logged);
    long twice = logged.values().stream().filter(count -> count > 1).count();
    long replayed = run.table(spark, "calls").filter("replayed").count();
    report(
        "| %s | %d | %d | %d | %d | %d | %s | %d | "
            .formatted(
                crash,
                calls.get(crash.run()),
                point,
                policy.answered().size() + reward.answered().size(),
                replayed,
                doubtful.size(),
                oldest(doubtful, killedAt),
                twice));
    assertThat(twice).as("calls that were logged and made again").isZero();
    assertThat(doubtful).hasSizeLessThanOrEqualTo(policy.peak() + reward.peak());
    run.assertSameTables(spark, references.get(crash.run()));
    run.assertSameCalls(spark, references.get(crash.run()));
    report("same |\n");
  }

  private static void report(String text) throws IOException {
    Files.writeString(REPORT, text, StandardOpenOption.APPEND);
  }

  private long kill(Crash crash, Submission submission) {
    List<Long> executors = cluster.executorPids();
    List<Long> pids = new ArrayList<>();
    if (crash.victim() != Victim.DRIVER) {
      pids.add(executors.get(crash.number() / 2 % executors.size()));
    }
    if (crash.victim() != Victim.EXECUTOR) {
      pids.add(submission.process().pid());
    }
    return cluster.kill9(pids);
  }

  /** Calls whose answers were sent and are in no log: whoever asked died before it wrote them. */
  private List<Answered> doubtful(Map<String, Integer> logged) {
    Map<String, Integer> left = new HashMap<>(logged);
    List<Answered> answers =
        Stream.concat(policy.answered().stream(), reward.answered().stream()).toList();
    List<Answered> doubtful = new ArrayList<>();
    // From the last: of two answers to one call the first is the one that was lost.
    IntStream.range(0, answers.size())
        .mapToObj(i -> answers.get(answers.size() - 1 - i))
        .forEach(
            answer -> {
              if (left.merge(answer.address(), -1, Integer::sum) < 0) {
                doubtful.add(answer);
              }
            });
    return doubtful;
  }

  private static String oldest(List<Answered> doubtful, long killedAt) {
    return doubtful.stream()
        .mapToLong(Answered::at)
        .min()
        .stream()
        .mapToObj(at -> "%.1f".formatted((killedAt - at) / 1e6))
        .findFirst()
        .orElse("-");
  }
}
