package dev.cairn.jobs.io;

import dev.cairn.engine.config.UserException;
import java.util.Locale;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;

/** Tells that a file system has no room from all else that may go wrong in writing. */
public final class DiskFull {
  private DiskFull() {}

  /** Whether there was no room, whatever else was made of it on the way. */
  public static boolean isWhy(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      String message = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
      // Of the operating system, of HDFS without a data node that has room, and of quotas.
      if (message.contains("no space left on device")
          || message.contains("could only be written to 0 of")
          || message.contains("disk quota exceeded")
          || cause.getClass().getSimpleName().contains("QuotaExceeded")) {
        return true;
      }
    }
    return false;
  }

  /** What to tell the user of a file for which there was no room. */
  public static UserException at(Path file, Throwable why) {
    return new UserException(file + ": " + WORDS, why);
  }

  /**
   * What to tell the user of a run that has failed.
   *
   * @return null if there was room, or the failure names the file already
   */
  public static @Nullable UserException in(RunDirectory run, Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof UserException) {
        return null;
      }
    }
    return isWhy(failure) ? at(run.root(), failure) : null;
  }

  /** What to tell the user where the file is not known. */
  public static final String WORDS =
      "there is no room left on the file system; free some and submit the run again:"
          + " what was written is kept, and goes on from there";
}
