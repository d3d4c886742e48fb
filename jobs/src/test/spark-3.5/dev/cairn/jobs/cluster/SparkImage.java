package dev.cairn.jobs.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Does with the Spark home of this build what the entry point of Spark's container image does with
 * that of the image.
 */
final class SparkImage {
  private static final String JAVA_HOME = System.getProperty("java.home");
  private static final String JAVA = Path.of(JAVA_HOME, "bin", "java").toString();
  private static final String JARS = SparkHome.JARS.resolve("*").toString();
  private static final String OPTION = "SPARK_JAVA_OPT_";

  private SparkImage() {}

  /**
   * Starts a container's process.
   *
   * @param arguments of the container, of which the first says what it is
   * @param variables of the container; nothing else is in its environment
   * @param directory where it works
   * @param log the file that it prints to, without its ending
   */
  static Process start(
      List<String> arguments, Map<String, String> variables, Path directory, Path log) {
    return switch (arguments.get(0)) {
      case "driver" -> {
        List<String> submit = driver(arguments.subList(1, arguments.size()), variables);
        yield run(launcher(submit, variables, directory, log), variables, directory, log);
      }
      case "executor" -> run(executor(variables), variables, directory, log);
      default -> throw new IllegalArgumentException("no entry point for " + arguments);
    };
  }

  private static List<String> driver(List<String> arguments, Map<String, String> variables) {
    String address = value(variables, "SPARK_DRIVER_BIND_ADDRESS");
    List<String> submit = new ArrayList<>();
    submit.add("org.apache.spark.deploy.SparkSubmit");
    submit.addAll(List.of("--conf", "spark.driver.bindAddress=" + address));
    submit.addAll(List.of("--conf", "spark.executorEnv.SPARK_DRIVER_POD_IP=" + address));
    submit.addAll(List.of("--deploy-mode", "client"));
    submit.addAll(arguments);
    return submit;
  }

  /** What Spark's launcher makes of a call, with the heap and options of its properties file. */
  private static List<String> launcher(
      List<String> call, Map<String, String> variables, Path directory, Path log) {
    List<String> command = new ArrayList<>();
    command.addAll(List.of(JAVA, "-Xmx128m", "-XX:+UseSerialGC", "-cp", JARS));
    command.add("org.apache.spark.launcher.Main");
    command.addAll(call);
    Path launch = log.resolveSibling(log.getFileName() + "-launch");
    try {
      run(command, variables, directory, launch).waitFor();
      String printed = Files.readString(SparkHome.out(launch), UTF_8);
      // A line of noise, then the words of the command, each ended by a zero.
      String words = printed.substring(printed.indexOf("\0\n") + 2);
      return List.of(words.substring(0, words.lastIndexOf('\0')).split("\0", -1));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("stopped while a driver started", e);
    }
  }

  private static List<String> executor(Map<String, String> variables) {
    String memory = value(variables, "SPARK_EXECUTOR_MEMORY");
    List<String> command = new ArrayList<>();
    command.add(JAVA);
    variables.keySet().stream()
        .filter(name -> name.startsWith(OPTION))
        .sorted(Comparator.comparingInt(name -> Integer.parseInt(name.substring(OPTION.length()))))
        .forEach(name -> command.add(value(variables, name)));
    command.addAll(List.of("-Xms" + memory, "-Xmx" + memory));
    command.addAll(List.of("-cp", value(variables, "SPARK_CONF_DIR") + ":" + JARS));
    command.add("org.apache.spark.scheduler.cluster.k8s.KubernetesExecutorBackend");
    Map.of(
            "--driver-url", "SPARK_DRIVER_URL",
            "--executor-id", "SPARK_EXECUTOR_ID",
            "--cores", "SPARK_EXECUTOR_CORES",
            "--app-id", "SPARK_APPLICATION_ID",
            "--hostname", "SPARK_EXECUTOR_POD_IP",
            "--resourceProfileId", "SPARK_RESOURCE_PROFILE_ID",
            "--podName", "SPARK_EXECUTOR_POD_NAME")
        .forEach((option, name) -> command.addAll(List.of(option, value(variables, name))));
    return command;
  }

  private static String value(Map<String, String> variables, String name) {
    return Objects.requireNonNull(variables.get(name), name);
  }

  private static Process run(
      List<String> command, Map<String, String> variables, Path directory, Path log) {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.directory(directory.toFile());
    builder.redirectOutput(SparkHome.out(log).toFile());
    builder.redirectError(SparkHome.err(log).toFile());
    builder.environment().clear();
    builder.environment().put("JAVA_HOME", JAVA_HOME);
    builder.environment().put("SPARK_HOME", SparkHome.ROOT.toString());
    builder.environment().put("SPARK_SCALA_VERSION", SparkHome.SCALA);
    builder.environment().putAll(variables);
    try {
      return builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
