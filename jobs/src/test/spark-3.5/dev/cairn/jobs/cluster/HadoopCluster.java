package dev.cairn.jobs.cluster;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.apache.hadoop.yarn.api.records.ContainerId;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.apache.hadoop.yarn.exceptions.YarnException;
import org.apache.hadoop.yarn.server.MiniYARNCluster;

/**
 * A Hadoop cluster on loopback: an HDFS of three data nodes that keeps two copies, and a YARN whose
 * nodes have room for one container each. The servers run in this JVM, the containers are JVMs of
 * their own. For one thread.
 */
final class HadoopCluster implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final Path SETTINGS = Path.of("..", "conf", "spark", "yarn.conf").toAbsolutePath();

  private final Path directory;
  private final Path configuration;
  private final int nodes;
  private final MiniDFSCluster hdfs;
  private final MiniYARNCluster yarn;
  private final AtomicInteger submissions = new AtomicInteger();

  private HadoopCluster(Path directory, int nodes) throws IOException {
    this.nodes = nodes;
    this.directory = directory;
    hdfs = new MiniDFSCluster.Builder(storage(directory.resolve("hdfs"))).numDataNodes(3).build();
    hdfs.waitActive();
    files().mkdirs(path("spark-logs"));
    yarn = new MiniYARNCluster("yarn-" + directory.getFileName(), nodes, 1, 1);
    yarn.init(scheduling(hdfs.getConfiguration(0)));
    yarn.start();
    try {
      if (!yarn.waitForNodeManagersToConnect(PATIENCE.toMillis())) {
        throw new IllegalStateException("the nodes did not register within " + PATIENCE);
      }
    } catch (YarnException e) {
      throw new IllegalStateException("the cluster did not start", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("stopped while the cluster started", e);
    }
    configuration = Files.createDirectory(directory.resolve("conf"));
    Configuration told = new Configuration(yarn.getConfig());
    // The cluster's own class for this is not in a Spark home.
    told.unset("net.topology.node.switch.mapping.impl");
    // Each of these goes over the defaults of its own kind.
    for (String file : List.of("core-site.xml", "hdfs-site.xml", "yarn-site.xml")) {
      try (OutputStream out = Files.newOutputStream(configuration.resolve(file))) {
        told.writeXml(out);
      }
    }
  }

  /**
   * Starts a cluster and waits until its nodes have registered.
   *
   * @param directory for its data and logs; empty
   * @param nodes node managers, each with room for one container
   */
  static HadoopCluster start(Path directory, int nodes) throws IOException {
    return new HadoopCluster(directory, nodes);
  }

  private static Configuration storage(Path directory) {
    Configuration settings = new Configuration();
    settings.set(MiniDFSCluster.HDFS_MINIDFS_BASEDIR, directory.toString());
    settings.set("dfs.namenode.http-address", "127.0.0.1:0");
    settings.setInt("dfs.replication", 2);
    return settings;
  }

  private static YarnConfiguration scheduling(Configuration hdfs) {
    YarnConfiguration settings = new YarnConfiguration(hdfs);
    // An executor of 512 MB takes 896 with what Spark adds to it; two do not fit.
    settings.setInt(YarnConfiguration.YARN_MINICLUSTER_NM_PMEM_MB, 1408);
    settings.setInt(YarnConfiguration.RM_SCHEDULER_MINIMUM_ALLOCATION_MB, 128);
    // Until a node is given up, Spark waits for word of its executors; ten minutes by default.
    settings.setInt(YarnConfiguration.RM_NM_EXPIRY_INTERVAL_MS, 20_000);
    // As many as conf/spark/yarn.conf allows a driver.
    settings.setInt(YarnConfiguration.RM_AM_MAX_ATTEMPTS, 3);
    settings.setBoolean(YarnConfiguration.NM_VMEM_CHECK_ENABLED, false);
    settings.setBoolean(YarnConfiguration.NM_DISK_HEALTH_CHECK_ENABLE, false);
    settings.set("yarn.scheduler.capacity.root.queues", "default");
    settings.setInt("yarn.scheduler.capacity.root.default.capacity", 100);
    settings.setFloat("yarn.scheduler.capacity.maximum-am-resource-percent", 1);
    return settings;
  }

  FileSystem files() throws IOException {
    return hdfs.getFileSystem();
  }

  /** A path on its HDFS. */
  org.apache.hadoop.fs.Path path(String name) {
    return new org.apache.hadoop.fs.Path(hdfs.getURI() + "/" + name);
  }

  /**
   * Submits {@code cairn.jar} to YARN as {@code spark-submit} does, with the settings of {@code
   * conf/spark/yarn.conf} but for sizes.
   *
   * @param sparkArguments further options of {@code spark-submit}, such as {@code --deploy-mode}
   * @param arguments the command line of {@code cairn}
   */
  Submission submit(List<String> sparkArguments, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add("org.apache.spark.deploy.SparkSubmit");
    command.addAll(List.of("--master", "yarn", "--class", "dev.cairn.jobs.cli.Main"));
    command.addAll(List.of("--properties-file", SETTINGS.toString()));
    command.addAll(List.of("--num-executors", "2", "--executor-memory", "512m"));
    command.addAll(List.of("--executor-cores", "1"));
    command.addAll(List.of("--driver-memory", "1g"));
    Map.of(
            "spark.ui.enabled", "false",
            "spark.dynamicAllocation.maxExecutors", "2",
            "spark.yarn.jars", "local:" + SparkHome.JARS + "/*",
            "spark.yarn.am.memory", "512m",
            "spark.yarn.appMasterEnv.SPARK_LOCAL_IP", "127.0.0.1",
            "spark.executorEnv.SPARK_LOCAL_IP", "127.0.0.1",
            "spark.executor.extraJavaOptions", SparkHome.SHORT_LIVED,
            "spark.yarn.am.extraJavaOptions", SparkHome.SHORT_LIVED)
        .forEach((key, value) -> command.addAll(List.of("--conf", key + "=" + value)));
    command.addAll(SparkHome.SWIFT_TABLES);
    command.addAll(sparkArguments);
    command.add(SparkHome.APPLICATION.toString());
    command.addAll(arguments);
    Path log = directory.resolve("submission-" + submissions.incrementAndGet());
    Process process =
        SparkHome.launch(command, "1g", Map.of("HADOOP_CONF_DIR", configuration.toString()), log);
    return Submission.of(process, log);
  }

  /** Stops a data node for good; what it stores is gone. */
  void loseDataNode() {
    hdfs.stopDataNode(0);
  }

  /** Loses the node that runs the application master. */
  void loseNodeOfTheMaster() {
    lose(true);
  }

  /** Loses a node that runs an executor and not the application master. */
  void loseNodeOfAnExecutor() {
    lose(false);
  }

  /** Kills the processes of a container (SIGKILL), then stops its node manager for good. */
  private void lose(boolean master) {
    int node =
        IntStream.range(0, nodes)
            .filter(i -> processes(i, master).findAny().isPresent())
            .findFirst()
            .orElseThrow();
    List<ProcessHandle> killed = processes(node, master).toList();
    killed.forEach(ProcessHandle::destroyForcibly);
    yarn.getNodeManager(node).stop();
    await().atMost(PATIENCE).until(() -> killed.stream().noneMatch(ProcessHandle::isAlive));
  }

  private Stream<ProcessHandle> processes(int node, boolean master) {
    List<String> ids =
        yarn.getNodeManager(node).getNMContext().getContainers().keySet().stream()
            .filter(id -> master == ((id.getContainerId() & ContainerId.CONTAINER_ID_BITMASK) == 1))
            .map(ContainerId::toString)
            .toList();
    return ProcessHandle.current()
        .descendants()
        .filter(process -> ids.stream().anyMatch(id -> names(process, id)));
  }

  private static boolean names(ProcessHandle process, String container) {
    return process.info().commandLine().orElse("").contains(container);
  }

  /** Stops all servers; containers end with their node managers. */
  @Override
  public void close() throws IOException {
    yarn.close();
    hdfs.close();
  }
}
