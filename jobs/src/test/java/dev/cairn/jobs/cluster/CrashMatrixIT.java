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
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Kills an executor, the driver, or both (SIGKILL) at random points of a beam and of an MCTS run,
 * and gives the same command again, until the run ends: each crash falls upon a run that has been
 * cut off by all before it. A point is a number of calls that the workers have answered.
 *
 * <p>{@code -Dcairn.crash.points=20} takes that many points of each run, the victims taking turns;
 * without it there are few. What happened is written to {@code target/crash-matrix.md}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("slow")
class CrashMatrixIT {
  private static final Duration PATIENCE = Duration.ofMinutes(10);
  private static final Path REPORT = SparkHome.TARGET.resolve("crash-matrix.md");
  private static final int FEW_POINTS = 3;

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
    BEAM("{type: beam-search, beams: 8, branching: 4}", 32, 0),
    MCTS("{type: mcts, paths: 4, width: 3}", 16, 1);

    private final String strategy;
    private final int problems;
    private final int seed;

    Run(String strategy, int problems, int seed) {
      this.strategy = strategy;
      this.problems = problems;
      this.seed = seed;
    }
  }

  private record Crash(Victim victim, int point) {}

  /** An undisturbed run and the number of its calls. */
  private record Reference(FinishedRun run, int calls) {}

  private final Map<Run, Reference> references = new EnumMap<>(Run.class);
  private Path directory;
  private SimulatedFleet fleet;
  private RecordingProxy policy;
  private RecordingProxy reward;
  private StandaloneCluster cluster;
  private SparkSession spark;

  /** The crashes of a run of so many calls, in their order. */
  private static List<Crash> crashes(Run run, int calls) {
    Random random = new Random(run.seed);
    List<Integer> points =
        IntStream.range(0, Integer.getInteger("cairn.crash.points", FEW_POINTS))
            .mapToObj(i -> 1 + (int) (0.97 * calls * random.nextDouble()))
            .sorted()
            .toList();
    List<Crash> crashes = new ArrayList<>();
    for (int point : points) {
      crashes.add(new Crash(Victim.values()[crashes.size() % Victim.values().length], point));
    }
    return crashes;
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
        int calls = Math.toIntExact(swift.stats().requests());
        references.put(run, new Reference(reference, calls));
      }
    }
    fleet = fleet(Latency.REALISTIC.scaled(8));
    policy = new RecordingProxy(fleet.policyUrls().get(0), "policy", "simulated-policy");
    reward = new RecordingProxy(fleet.rewardUrls().get(0), "prm", "simulated-prm");
    for (Run run : Run.values()) {
      Files.writeString(directory.resolve(run + ".yaml"), yaml(run, policy.url(), reward.url()));
    }
    cluster = StandaloneCluster.start(Files.createDirectory(directory.resolve("logs")), 2);
    Files.writeString(REPORT, "");
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
        List.of(),
        List.of(
            "search",
            directory.resolve(run + ".yaml").toString(),
            "--out",
            target.root().toUri().toString()));
  }

  @ParameterizedTest
  @EnumSource
  void endsWithTheSameTablesAndNoFinishedCallMadeTwice(Run kind)
      throws InterruptedException, IOException {
    FinishedRun run = new FinishedRun(directory.resolve("crashed-" + kind));
    Semaphore answers = new Semaphore(0);
    policy.begin(answers::release);
    reward.begin(answers::release);
    Reference reference = Objects.requireNonNull(references.get(kind));
    List<Crash> crashes = crashes(kind, reference.calls());
    List<Long> times = new ArrayList<>();
    int passed = 0;

    Submission submission = search(kind, run);
    for (Crash crash : crashes) {
      assertThat(answers.tryAcquire(crash.point() - passed, PATIENCE.toSeconds(), TimeUnit.SECONDS))
          .as(submission.err())
          .isTrue();
      passed = crash.point();
      times.add(kill(crash, submission));
      if (crash.victim() != Victim.EXECUTOR) {
        await().atMost(PATIENCE).until(() -> cluster.executorPids().isEmpty());
        submission = search(kind, run);
      }
    }
    assertThat(submission.exitCode(PATIENCE)).as(submission.err()).isZero();

    Map<String, Integer> logged = run.loggedAnswers();
    List<Answered> doubtful = doubtful(logged);
    long twice = logged.values().stream().filter(count -> count > 1).count();
    report(
        """
        %s: %d calls in the undisturbed run, %d answered in this one, %d of them logged twice,
        %d never logged. At most %d were under way at once.

        """
            .formatted(
                kind,
                reference.calls(),
                policy.answered().size() + reward.answered().size(),
                twice,
                doubtful.size(),
                policy.peak() + reward.peak()));
    describe(crashes, times, doubtful);
    assertThat(twice).as("calls that were logged and made again").isZero();
    assertThat(doubtful).hasSizeLessThanOrEqualTo(crashes.size() * (policy.peak() + reward.peak()));
    run.assertSameTables(spark, reference.run());
    run.assertSameCalls(spark, reference.run());
    report("Tables and calls are the same as of the undisturbed run.\n\n");
  }

  private static void describe(List<Crash> crashes, List<Long> times, List<Answered> doubtful)
      throws IOException {
    report(
        """
        | killed | after answers | answers never logged | oldest of these before the kill, ms |
        |---|---|---|---|
        """);
    for (int i = 0; i < crashes.size(); i++) {
      long time = times.get(i);
      List<Long> before =
          doubtful.stream()
              .filter(answer -> nearest(times, answer.at()) == time)
              .map(answer -> time - answer.at())
              .toList();
      report(
          "| %s | %d | %d | %s |%n"
              .formatted(
                  crashes.get(i).victim(),
                  crashes.get(i).point(),
                  before.size(),
                  before.isEmpty() ? "" : "%.1f".formatted(Collections.max(before) / 1e6)));
    }
  }

  /** A driver's executors live a little longer than it, so a crash may cost answers after it. */
  private static long nearest(List<Long> times, long at) {
    return times.stream().min(Comparator.comparingLong(time -> Math.abs(time - at))).orElseThrow();
  }

  private static void report(String text) throws IOException {
    Files.writeString(REPORT, text, StandardOpenOption.APPEND);
  }

  private long kill(Crash crash, Submission submission) {
    List<Long> pids = new ArrayList<>();
    if (crash.victim() != Victim.DRIVER) {
      await().atMost(PATIENCE).until(() -> !cluster.executorPids().isEmpty());
      pids.add(cluster.executorPids().get(0));
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
}
