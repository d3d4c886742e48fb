package dev.cairn.jobs.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A Spark standalone cluster of separate JVMs on loopback: one master and some workers of one core
 * each, started from {@code jobs/target/spark-home}.
 *
 * <p>Every port is chosen by the system, so clusters run beside each other. All JVMs log into the
 * directory given at the start, executors below {@code worker-<n>/}. For one thread.
 */
public final class StandaloneCluster implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final Path directory;
  private final List<Process> workers = new ArrayList<>();
  private final List<Process> started = new ArrayList<>();
  private final AtomicInteger submissions = new AtomicInteger();
  private final String masterUrl;

  private StandaloneCluster(Path directory, int workers) {
    this.directory = directory;
    try {
      Process master = launch("master", "256m", master());
      masterUrl = announced(master, "Starting Spark master at (spark://\\S+)");
      URI status = URI.create(announced(master, "started at (http://\\S+)") + "/json/");
      for (int i = 1; i <= workers; i++) {
        this.workers.add(launch("worker-" + i, "256m", worker(i)));
      }
      await().atMost(PATIENCE).until(() -> aliveWorkers(status) == workers);
    } catch (RuntimeException e) {
      close();
      throw new IllegalStateException("the cluster did not start; its logs are in " + directory, e);
    }
  }

  /**
   * Starts a cluster and waits until its workers have registered.
   *
   * @param directory where its JVMs log and its workers work; empty
   * @param workers at least 1
   * @throws IllegalStateException if it is not up within two minutes
   */
  public static StandaloneCluster start(Path directory, int workers) {
    return new StandaloneCluster(directory, workers);
  }

  /** The address of the master, {@code spark://127.0.0.1:<port>}. */
  public String masterUrl() {
    return masterUrl;
  }

  /**
   * Submits {@code cairn.jar} as {@code spark-submit} does, with the driver in a JVM of its own:
   * that of {@code spark-submit}, or with {@code --deploy-mode cluster} one that a worker starts.
   *
   * @param sparkArguments further options of {@code spark-submit}, such as {@code --conf}
   * @param arguments the command line of {@code cairn}
   */
  public Submission submit(List<String> sparkArguments, List<String> arguments) {
    String name = "driver-" + submissions.incrementAndGet();
    List<String> command = new ArrayList<>();
    command.add("org.apache.spark.deploy.SparkSubmit");
    command.addAll(List.of("--master", masterUrl, "--class", "dev.cairn.jobs.cli.Main"));
    command.addAll(List.of("--conf", "spark.driver.host=127.0.0.1"));
    command.addAll(List.of("--conf", "spark.ui.enabled=false"));
    command.addAll(List.of("--executor-memory", "512m"));
    command.addAll(List.of("--driver-memory", "512m"));
    command.add("--conf");
    command.add("spark.executor.extraJavaOptions=" + SparkHome.SHORT_LIVED);
    command.addAll(SparkHome.SWIFT_TABLES);
    command.addAll(sparkArguments);
    command.add(SparkHome.APPLICATION.toString());
    command.addAll(arguments);
    return Submission.of(launch(name, "1g", command), directory.resolve(name));
  }

  /** The process ids of the executors that run now, of all applications, in no order. */
  public List<Long> executorPids() {
    return pids("org.apache.spark.executor.CoarseGrainedExecutorBackend");
  }

  /** The process ids of the drivers that run in workers now: those submitted in cluster mode. */
  public List<Long> driverPids() {
    return pids("org.apache.spark.deploy.worker.DriverWrapper");
  }

  /** What the drivers that ran in workers have printed on standard error, by driver id. */
  public Map<String, String> driverLogs() {
    Map<String, String> logs = new HashMap<>();
    try (Stream<Path> files = Files.walk(directory, 3)) {
      for (Path file : files.filter(file -> file.endsWith("stderr")).toList()) {
        // worker-1/driver-20260102030405-0000/stderr
        String name = directory.relativize(file).getName(1).toString();
        if (name.startsWith("driver-")) {
          logs.put(name, Files.readString(file));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return logs;
  }

  /** Ends a driver that runs in a worker, and its supervision, as the command of Spark does. */
  public Submission endDriver(String id) {
    String name = "end-" + id;
    List<String> command = List.of("org.apache.spark.deploy.Client", "kill", masterUrl, id);
    return Submission.of(launch(name, "256m", command), directory.resolve(name));
  }

  private List<Long> pids(String mainClass) {
    return workers.stream()
        .flatMap(worker -> worker.toHandle().children())
        .filter(process -> SparkHome.runs(process, mainClass))
        .map(ProcessHandle::pid)
        .toList();
  }

  /**
   * Kills a process of this cluster at once (SIGKILL): an executor, a driver, a worker.
   *
   * @throws IllegalArgumentException if the cluster has no such process
   */
  public void kill9(long pid) {
    kill9(List.of(pid));
  }

  /**
   * Kills several processes of this cluster together, as {@link #kill9(long)} one.
   *
   * @return when, by {@link System#nanoTime}
   */
  public long kill9(List<Long> pids) {
    List<ProcessHandle> killed = processes().filter(p -> pids.contains(p.pid())).toList();
    if (killed.size() < pids.size()) {
      throw new IllegalArgumentException("pids must be of the cluster but were " + pids);
    }
    killed.forEach(ProcessHandle::destroyForcibly);
    long at = System.nanoTime();
    await().atMost(PATIENCE).until(() -> killed.stream().noneMatch(ProcessHandle::isAlive));
    return at;
  }

  /** Kills every process that this cluster has started, and theirs. */
  @Override
  public void close() {
    List<ProcessHandle> processes = processes().toList();
    processes.forEach(ProcessHandle::destroyForcibly);
    await().atMost(PATIENCE).until(() -> processes.stream().noneMatch(ProcessHandle::isAlive));
  }

  private Stream<ProcessHandle> processes() {
    return started.stream()
        .map(Process::toHandle)
        .flatMap(process -> Stream.concat(Stream.of(process), process.descendants()));
  }

  private static List<String> master() {
    return List.of(
        "org.apache.spark.deploy.master.Master",
        "--host",
        "127.0.0.1",
        "--port",
        "0",
        "--webui-port",
        "0");
  }

  private List<String> worker(int number) {
    return List.of(
        "org.apache.spark.deploy.worker.Worker",
        "--host",
        "127.0.0.1",
        "--webui-port",
        "0",
        "--cores",
        "1",
        "--memory",
        "1g",
        "--work-dir",
        directory.resolve("worker-" + number).toString(),
        masterUrl);
  }

  private Process launch(String name, String heap, List<String> mainAndArguments) {
    Process process = SparkHome.launch(mainAndArguments, heap, Map.of(), directory.resolve(name));
    started.add(process);
    return process;
  }

  private Path err(String name) {
    return SparkHome.err(directory.resolve(name));
  }

  /** What the master says of itself in its log: ports are known only after it has bound them. */
  private String announced(Process master, String sentence) {
    Pattern pattern = Pattern.compile(sentence);
    Matcher matcher =
        await()
            .atMost(PATIENCE)
            .failFast("the master must stay up", () -> !master.isAlive())
            .until(() -> pattern.matcher(Files.readString(err("master"))), Matcher::find);
    return matcher.group(1);
  }

  private static int aliveWorkers(URI status) throws IOException {
    try (InputStream body = status.toURL().openStream()) {
      return new ObjectMapper()
          .readTree(new String(body.readAllBytes(), UTF_8))
          .path("aliveworkers")
          .asInt();
    }
  }
}
