package dev.cairn.jobs.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.package$;
import scala.util.Properties;

/** The Spark home and the application jar of this build, and the JVMs that are started from it. */
final class SparkHome {
  /** Where this build puts what it makes. */
  static final Path TARGET = Path.of(System.getProperty("cairn.target", "target")).toAbsolutePath();

  static final Path ROOT = TARGET.resolve("spark-home");
  static final Path JARS = ROOT.resolve("jars");
  static final Path APPLICATION = TARGET.resolve("cairn.jar");

  /** The binary version of Spark's Scala, such as 2.12. */
  static final String SCALA = Properties.versionNumberString().replaceFirst("[.][0-9]+$", "");

  /** JVMs that live for seconds are over before the better compiler has paid off. */
  static final String SHORT_LIVED = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC";

  /** Options of spark-submit for tables of a few rows in a JVM that has just started. */
  static final List<String> SWIFT_TABLES =
      List.of(
          "--conf", "spark.sql.shuffle.partitions=1",
          "--conf", "spark.sql.codegen.wholeStage=false",
          "--conf", "spark.sql.adaptive.enabled=false");

  private static final Path JVM_OPTIONS = Path.of("bin", "jvm.options").toAbsolutePath();
  private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");

  private SparkHome() {}

  /** The version of Spark, such as 3.5.5. */
  static String version() {
    return package$.MODULE$.SPARK_VERSION();
  }

  /**
   * Starts a JVM with Spark's jars, as Spark's own scripts do.
   *
   * @param mainAndArguments the main class and its arguments
   * @param heap its limit, such as 256m
   * @param environment variables beside those of this JVM, of which Spark's are left out
   * @param log the file that it prints to, without its ending: {@link #out} and {@link #err}
   */
  static Process launch(
      List<String> mainAndArguments, String heap, Map<String, String> environment, Path log) {
    List<String> command = new ArrayList<>();
    command.addAll(List.of(JAVA.toString(), "@" + JVM_OPTIONS, "-Xmx" + heap));
    command.addAll(List.of(SHORT_LIVED.split(" ", -1)));
    String hadoop = environment.get("HADOOP_CONF_DIR");
    command.addAll(List.of("-cp", JARS.resolve("*") + (hadoop == null ? "" : ":" + hadoop)));
    command.addAll(mainAndArguments);
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().keySet().removeIf(variable -> variable.startsWith("SPARK_"));
    builder.environment().put("SPARK_HOME", ROOT.toString());
    builder.environment().put("SPARK_SCALA_VERSION", SCALA);
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    builder.environment().putAll(environment);
    builder.redirectOutput(out(log).toFile()).redirectError(err(log).toFile());
    try {
      return builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether a process is a JVM with that main class. */
  static boolean runs(ProcessHandle process, String mainClass) {
    return process.info().arguments().map(List::of).orElse(List.of()).contains(mainClass);
  }

  /** What a JVM with that log prints on standard output. */
  static Path out(Path log) {
    return log.resolveSibling(log.getFileName() + ".out");
  }

  /** What a JVM with that log prints on standard error. */
  static Path err(Path log) {
    return log.resolveSibling(log.getFileName() + ".err");
  }
}
