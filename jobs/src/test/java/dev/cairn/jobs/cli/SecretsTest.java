package dev.cairn.jobs.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.engine.simulate.ArithmeticSettings;
import dev.cairn.engine.simulate.ArithmeticWorld;
import dev.cairn.engine.simulate.FleetSettings;
import dev.cairn.engine.simulate.Latency;
import dev.cairn.engine.simulate.SimulatedFleet;
import dev.cairn.jobs.FinishedRun;
import dev.cairn.jobs.GuardedServer;
import dev.cairn.jobs.LocalSpark;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A run in a JVM of its own whose servers want keys, with Spark's user interface, event log and
 * metrics; its servers refuse some calls and repeat the key that they were given.
 */
class SecretsTest {
  private static final String POLICY_KEY = "policy-key-5b1f90";
  private static final String REWARD_KEY = "reward-key-c3a7e2";
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  // JUnit gives it a value before all tests.
  @SuppressWarnings("NullAway.Init")
  @TempDir
  private static Path directory;

  private static final Map<String, String> PAGES = new ConcurrentHashMap<>();
  private static final AtomicInteger CALLS = new AtomicInteger();
  private static int exitCode;

  @BeforeAll
  static void run() throws Exception {
    int port = freePort();
    try (SimulatedFleet fleet =
            SimulatedFleet.start(
                new ArithmeticWorld(ArithmeticSettings.DEFAULT),
                FleetSettings.loopback(1, 1, Latency.NONE));
        GuardedServer policy =
            GuardedServer.start(fleet.policyUrls().get(0), POLICY_KEY, () -> refuses(port));
        GuardedServer reward =
            GuardedServer.start(fleet.rewardUrls().get(0), REWARD_KEY, SecretsTest::refuses)) {
      Files.writeString(directory.resolve("key"), REWARD_KEY + "\n");
      Files.createDirectory(directory.resolve("events"));
      Files.writeString(directory.resolve("run.yaml"), spec(policy, reward));
      exitCode = search(port);
    }
  }

  private static boolean refuses(int port) {
    look(port);
    return refuses();
  }

  private static boolean refuses() {
    return CALLS.incrementAndGet() % 7 == 0;
  }

  private static String spec(GuardedServer policy, GuardedServer reward) {
    return """
        name: guarded
        data: {path: ../datasets/arithmetic-200.jsonl, limit: 6}
        policy: {worker: {urls: ["%s"], model: simulated-policy, api-key-env: POLICY_API_KEY}}
        rewards:
          prm: {type: qwen-prm, worker: {urls: ["%s"], model: simulated-prm, api-key-file: "%s"}}
        experiments:
          - {name: greedy, strategy: greedy, reward: prm, vote: best-reward}
        """
        .formatted(policy.url(), reward.url(), directory.resolve("key"));
  }

  private static int search(int port) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@" + Path.of("bin", "jvm.options").toAbsolutePath(),
                "-Xmx1g",
                "-cp",
                System.getProperty("java.class.path")));
    Map.of(
            "spark.master", "local[2]",
            "spark.driver.host", "127.0.0.1",
            "spark.ui.port", String.valueOf(port),
            "spark.eventLog.enabled", "true",
            "spark.eventLog.dir", directory.resolve("events").toUri().toString(),
            "spark.executorEnv.POLICY_API_KEY", POLICY_KEY,
            "spark.metrics.conf.*.sink.prometheusServlet.class",
                "org.apache.spark.metrics.sink.PrometheusServlet",
            "spark.metrics.conf.*.sink.prometheusServlet.path", "/metrics/prometheus")
        .forEach((key, value) -> command.add("-D" + key + "=" + value));
    command.addAll(
        List.of(
            Main.class.getName(),
            "search",
            directory.resolve("run.yaml").toString(),
            "--out",
            directory.resolve("run").toString()));
    ProcessBuilder process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("printed").toFile());
    process.environment().put("POLICY_API_KEY", POLICY_KEY);
    return process.start().waitFor();
  }

  /** What Spark shows while the run goes on. */
  private static void look(int port) {
    String base = "http://127.0.0.1:" + port;
    for (String page :
        List.of("/environment/", "/api/v1/applications", "/metrics/prometheus/", "/executors/")) {
      PAGES.put(page, get(base + page));
    }
    String id =
        Objects.requireNonNull(PAGES.get("/api/v1/applications"))
            .replaceAll("(?s).*?\"id\" : \"([^\"]*)\".*", "$1");
    PAGES.put("environment", get(base + "/api/v1/applications/" + id + "/environment"));
  }

  private static String get(String url) {
    try {
      return CLIENT
          .send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString())
          .body();
    } catch (IOException e) {
      return "";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "";
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static String printed() throws IOException {
    return Files.readString(directory.resolve("printed"));
  }

  @Test
  void leavesNoKeyInAnyFileOfTheRunNorInWhatItPrintsNorInTheEventLog() throws IOException {
    assertThat(exitCode).as(printed()).isEqualTo(ExitCode.ITEMS_FAILED);
    assertThat(printed()).contains("Unauthorized: Bearer [API key]");
    List<Path> files;
    try (Stream<Path> all = Files.walk(directory)) {
      files = all.filter(Files::isRegularFile).filter(file -> !file.endsWith("key")).toList();
    }
    assertThat(files)
        .anyMatch(file -> file.startsWith(directory.resolve("events")))
        .anyMatch(file -> file.endsWith("run.yaml") && file.startsWith(directory.resolve("run")));
    for (Path file : files) {
      assertThat(new String(Files.readAllBytes(file), ISO_8859_1))
          .as(file.toString())
          .doesNotContain(POLICY_KEY, REWARD_KEY);
    }
  }

  @Test
  void showsNoKeyInTheUserInterface() throws IOException {
    assertThat(PAGES.get("environment")).as(printed()).contains("spark.executorEnv.POLICY_API_KEY");
    assertThat(PAGES.get("/environment/")).contains("spark.executorEnv.POLICY_API_KEY");
    PAGES.forEach((page, text) -> assertThat(text).as(page).doesNotContain(POLICY_KEY, REWARD_KEY));
  }

  @Test
  void showsEveryServerInTheMetricsThatPrometheusReads() throws IOException {
    assertThat(PAGES.get("/metrics/prometheus/"))
        .as(printed())
        .contains("cairn_policy_127_0_0_1_", "_in_flight_Value", "_breaker_closed_Value")
        .contains("cairn_prm_127_0_0_1_", "_latency_seconds_p99_Value", "_cached_share_Value");
  }

  @Test
  void writesATableOfTheServers() {
    Dataset<Row> workers =
        new FinishedRun(directory.resolve("run")).table(LocalSpark.session(), "workers");
    Row policy = workers.filter("role = 'policy'").first();

    assertThat(workers.count()).isEqualTo(2);
    assertThat(policy.<String>getAs("endpoint")).startsWith("http://127.0.0.1:");
    assertThat(policy.<Long>getAs("calls")).isEqualTo(6);
    assertThat(workers.filter("failures > 0").count()).isPositive();
    assertThat(policy.<Double>getAs("latency_seconds_max")).isPositive();
  }
}
