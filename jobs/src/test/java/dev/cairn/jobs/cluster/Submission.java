package dev.cairn.jobs.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * An application submitted to a cluster: the JVM of {@code spark-submit}, in client mode that of
 * the driver, and what it prints.
 *
 * @param process the JVM
 * @param standardOutput the file its standard output goes to
 * @param standardError the file its standard error goes to
 */
public record Submission(Process process, Path standardOutput, Path standardError) {
  /** The driver that {@link SparkHome} has launched with this log. */
  static Submission of(Process process, Path log) {
    return new Submission(process, SparkHome.out(log), SparkHome.err(log));
  }

  /**
   * Waits for the end of the driver.
   *
   * @return its exit code
   * @throws IllegalStateException if it still runs after the given time; the message ends with what
   *     it printed last
   */
  public int exitCode(Duration atMost) throws InterruptedException {
    if (!process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new IllegalStateException(
          "the driver must end within %s but still runs; %s says: %s"
              .formatted(atMost, standardError, err()));
    }
    return process.exitValue();
  }

  /** What the driver has printed on standard output so far. */
  public String out() {
    return text(standardOutput);
  }

  /** What the driver has printed on standard error so far: its log, and Spark's. */
  public String err() {
    return text(standardError);
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
