package dev.cairn.jobs.io;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cairn.engine.config.UserException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets one driver at a time work on a run, on any file system whose listings show what was written
 * before them; no other file operation need be atomic.
 *
 * <p>Whoever wants the run writes a claim of a name of its own, and only then looks for others. A
 * claim becomes a hold once no other claim is there: of two that are written at once at least one
 * sees the other, and the later one by name gives way. A hold is renewed by a file of the next
 * number, so that it is visible at any time; its age is the difference of two times that the file
 * system has stamped, so that clocks need not agree. One that is not renewed for the length of the
 * lease has expired, and one of a process of this machine that is gone expires at once.
 *
 * <p>A holder that is paused for longer than its lease and then goes on finds at its next renewal
 * that it has lost the run; what it writes until then goes into segments of its own names.
 */
public final class RunLock implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RunLock.class);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration LOOK = Duration.ofMillis(500);
  private static final String CLAIM = "claim";
  private static final String HOLD = "hold";

  private final TextFiles files;
  private final Path directory;
  private final Terms terms;
  private final LockHolder holder;
  private final String id =
      "%013d-%s"
          .formatted(System.currentTimeMillis(), UUID.randomUUID().toString().substring(0, 8));
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "cairn-run-lock");
            thread.setDaemon(true);
            return thread;
          });
  private @Nullable Path own;
  private int number;
  private long renewedAt = System.nanoTime();
  private @Nullable String lost;

  /**
   * How long a hold lasts.
   *
   * @param lease after which a hold that was not renewed has expired
   * @param renewal from one renewal to the next, well below the lease
   */
  public record Terms(Duration lease, Duration renewal) {
    /** A minute, renewed six times in it. */
    public static final Terms USUAL = new Terms(Duration.ofMinutes(1), Duration.ofSeconds(10));
  }

  /** Another's claim or hold: who, since which renewal, and how old by the file system's clock. */
  private record Other(String id, boolean holds, int number, long stamped, List<Path> paths) {}

  private RunLock(TextFiles files, Path directory, Terms terms, LockHolder holder) {
    this.files = files;
    this.directory = directory;
    this.terms = terms;
    this.holder = holder;
  }

  /**
   * Takes a run, waiting for a sign of life of whoever else may have it.
   *
   * @param application Spark's id of the driver
   * @throws UserException naming the holder, if somebody else works on it
   */
  public static RunLock acquire(
      TextFiles files, RunDirectory run, String application, Terms terms) {
    RunLock lock = new RunLock(files, run.lock(), terms, LockHolder.here(application));
    try {
      lock.take(run);
    } catch (RuntimeException e) {
      lock.close();
      throw e;
    }
    return lock;
  }

  private void take(RunDirectory run) {
    Map<String, Integer> seen = new HashMap<>();
    while (true) {
      write(CLAIM);
      List<Other> others = others();
      if (others.isEmpty()) {
        write(HOLD);
        long millis = terms.renewal().toMillis();
        clock.scheduleWithFixedDelay(this::renew, millis, millis, TimeUnit.MILLISECONDS);
        return;
      }
      for (Other other : others) {
        if (other.holds()) {
          refuseIfAlive(run, other, seen);
        } else if (other.id().compareTo(id) < 0) {
          withdraw();
        }
      }
      pause();
    }
  }

  private void refuseIfAlive(RunDirectory run, Other other, Map<String, Integer> seen) {
    LockHolder known = read(other);
    Integer first = seen.putIfAbsent(other.id(), other.number());
    boolean renewed = first != null && first != other.number();
    if (known == null || !(renewed || known.isAliveHere())) {
      if (first == null) {
        LOG.warn("{} is held by {}; waiting for a sign of life of it", run.root(), known);
      }
      return;
    }
    throw new UserException(
        "%s: %s works on this run; wait for its end, or stop it, or name another directory with --out"
            .formatted(run.root(), known));
  }

  /** Those who have or want the run and are not known to be gone; clears away what has expired. */
  private List<Other> others() {
    Map<String, Other> newest = new HashMap<>();
    long now = 0;
    for (FileStatus status : statuses()) {
      String[] parts = status.getPath().getName().split("\\.", -1);
      if (parts.length != 4 || !parts[2].matches("\\d{1,9}")) {
        continue;
      }
      if (parts[0].equals(id)) {
        now = Math.max(now, status.getModificationTime());
        continue;
      }
      Other one =
          new Other(
              parts[0],
              parts[1].equals(HOLD),
              Integer.parseInt(parts[2]),
              status.getModificationTime(),
              List.of(status.getPath()));
      newest.merge(parts[0], one, RunLock::newer);
    }
    List<Other> others = new ArrayList<>();
    for (Other other : newest.values()) {
      LockHolder known = read(other);
      boolean expired = now - other.stamped() > terms.lease().toMillis();
      if (expired || (known != null && known.isGoneFromHere())) {
        LOG.warn("The lock of {} has expired: {}", known == null ? other.id() : known, directory);
        other.paths().forEach(files::delete);
      } else {
        others.add(other);
      }
    }
    return others;
  }

  private static Other newer(Other one, Other two) {
    List<Path> paths = new ArrayList<>(one.paths());
    paths.addAll(two.paths());
    Other newest = one.number() >= two.number() ? one : two;
    return new Other(
        newest.id(),
        one.holds() || two.holds(),
        newest.number(),
        Math.max(one.stamped(), two.stamped()),
        paths);
  }

  private @Nullable LockHolder read(Other other) {
    for (Path path : other.paths()) {
      try {
        return JSON.readValue(files.text(path), LockHolder.class);
      } catch (UserException | JsonProcessingException e) {
        LOG.debug("{} is gone or cannot be read", path, e);
      }
    }
    return null;
  }

  private FileStatus[] statuses() {
    try {
      return files.system(directory).listStatus(directory);
    } catch (FileNotFoundException none) {
      return new FileStatus[0];
    } catch (IOException e) {
      throw new UncheckedIOException("cannot list " + directory, e);
    }
  }

  /** Writes the next file of ours before the last one goes. */
  private synchronized void write(String phase) {
    Path last = own;
    Path next = new Path(directory, "%s.%s.%05d.json".formatted(id, phase, number++));
    try {
      files.write(next, JSON.writeValueAsString(holder) + "\n");
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a holder cannot be written as JSON", e);
    }
    own = next;
    renewedAt = System.nanoTime();
    if (last != null) {
      files.delete(last);
    }
  }

  private synchronized void withdraw() {
    if (own != null) {
      files.delete(own);
      own = null;
    }
  }

  private synchronized void renew() {
    Path last = own;
    if (last == null || lost != null) {
      return;
    }
    try {
      if (!files.exists(last)) {
        lost = "another took it when this one's lease had expired";
        return;
      }
      write(HOLD);
    } catch (RuntimeException e) {
      LOG.warn("The lock {} cannot be renewed", directory, e);
      if (System.nanoTime() - renewedAt > terms.lease().toNanos()) {
        lost = "it could not be renewed: " + e.getMessage();
      }
    }
  }

  /**
   * Makes sure that the run is still held.
   *
   * @throws UserException if it was lost
   */
  public synchronized void require() {
    if (lost != null) {
      throw new UserException(
          "%s: the lock was lost, since %s; submit the run again".formatted(directory, lost));
    }
  }

  private static void pause() {
    try {
      Thread.sleep(LOOK.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UserException("interrupted while it waited for a run's lock", e);
    }
  }

  /** Gives the run back. */
  @Override
  public void close() {
    clock.shutdown();
    try {
      withdraw();
    } catch (RuntimeException e) {
      LOG.warn("The lock {} cannot be given back; it expires by itself", directory, e);
    }
  }
}
