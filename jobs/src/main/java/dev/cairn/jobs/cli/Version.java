package dev.cairn.jobs.cli;

import org.apache.spark.package$;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IVersionProvider;

/** The line that {@code cairn --version} prints. */
final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    return new String[] {
      "cairn %s, Spark %s, Java %s"
          .formatted(cairn(), package$.MODULE$.SPARK_VERSION(), System.getProperty("java.version"))
    };
  }

  /** The version of the application jar; classes outside of it have none. */
  private static String cairn() {
    @Nullable String version = Version.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }
}
