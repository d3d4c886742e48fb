package dev.cairn.jobs;

import dev.cairn.engine.config.UserException;
import dev.cairn.jobs.io.TextFiles;
import java.time.Duration;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The file whose appearance stops a run; looked for now and then. For one thread. */
final class StopSign {
  private static final Logger LOG = LoggerFactory.getLogger(StopSign.class);

  /** From one look to the next. */
  static final Duration LOOK = Duration.ofSeconds(2);

  private final TextFiles files;
  private final Path file;
  private long lookAt = System.nanoTime();
  private boolean up;

  StopSign(TextFiles files, Path file) {
    this.files = files;
    this.file = file;
  }

  /** Whether the run shall stop. */
  boolean isUp() {
    if (!up && System.nanoTime() - lookAt >= 0) {
      lookAt = System.nanoTime() + LOOK.toNanos();
      try {
        up = files.exists(file);
      } catch (UserException e) {
        // A file system that does not answer is no reason to stop; writing will tell.
        LOG.warn("Cannot look for {}: {}", file, e.getMessage());
      }
    }
    return up;
  }
}
