package dev.cairn.jobs.io;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cairn.engine.config.RunSpec.CallLogSpec;
import dev.cairn.engine.worker.CallLog;
import dev.cairn.engine.worker.LoggedCall;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The call log of a task. It begins with what earlier attempts and submissions have logged of the
 * task's problems, and writes what is new on a thread of its own: all answers that wait are written
 * and flushed together, and only then handed out.
 *
 * <p>It holds in memory, deflated, the calls of problems whose items are not over; {@link #over}
 * lets go of them. Thread-safe, but for {@link #over}.
 */
public final class TaskCalls implements CallLog, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TaskCalls.class);

  /** The room of a log that takes no more. */
  private static final long CLOSED = -1;

  /** Where an answer comes from. */
  private enum Origin {
    THIS_TASK,
    THIS_RUN,
    OTHER_RUN
  }

  private record Known(CallRecord record, Origin origin) {}

  /** Something to be written: an answer with who waits for it, or finished records. */
  private record Pending(
      @Nullable LoggedCall call, List<CallRecord> records, CompletableFuture<Void> kept) {}

  private final Map<Integer, Integer> unfinished = new HashMap<>();
  private final Map<Integer, Map<String, Known>> known = new ConcurrentHashMap<>();
  private final BlockingQueue<Pending> queue = new LinkedBlockingQueue<>();
  private final CallSegments.Writer writer;
  private final Thread thread = new Thread(this::run, "cairn-call-log");
  private final AtomicLong kept = new AtomicLong();
  private final AtomicLong replayed = new AtomicLong();
  private final AtomicLong unlogged = new AtomicLong();
  private final AtomicLong damaged = new AtomicLong();
  private long room;
  private volatile boolean closing;

  /**
   * Reads what is known of some problems and begins to write.
   *
   * @param segments of the run
   * @param name that no other task attempt has
   * @param room bytes that may be written
   * @param problems the problem of every item of the task
   */
  public TaskCalls(
      TextFiles files,
      CallSegments segments,
      CallLogSpec spec,
      String name,
      long room,
      Collection<String> problems) {
    problems.forEach(problem -> unfinished.merge(ProblemRange.hash(problem), 1, Integer::sum));
    unfinished.keySet().forEach(problem -> known.put(problem, new ConcurrentHashMap<>()));
    ProblemRange range = ProblemRange.of(unfinished.keySet());
    for (String run : spec.replayFrom()) {
      Path calls = new RunDirectory(new Path(run)).calls();
      load(new CallSegments(files, calls), range, Origin.OTHER_RUN);
    }
    load(segments, range, Origin.THIS_RUN);
    this.room = room;
    this.writer = segments.writer(range, name, spec);
    thread.setDaemon(true);
    thread.start();
  }

  private void load(CallSegments segments, ProblemRange range, Origin origin) {
    for (Path segment : segments.list(range)) {
      int places =
          segments.read(
              segment,
              record -> {
                Map<String, Known> calls = known.get(record.problem());
                if (calls != null && record.answered()) {
                  calls.put(record.address(), new Known(record, origin));
                }
              });
      damaged.addAndGet(places);
    }
  }

  @Override
  public @Nullable JsonNode find(String address, String affinity) {
    int problem = ProblemRange.hash(affinity);
    Map<String, Known> calls = known.get(problem);
    Known call = calls == null ? null : calls.get(address);
    if (calls == null || call == null) {
      return null;
    }
    JsonNode answer;
    try {
      answer = call.record().call().answer();
    } catch (UncheckedIOException e) {
      LOG.warn("A logged answer cannot be read; its call will be made again", e);
      damaged.incrementAndGet();
      calls.remove(address);
      return null;
    }
    if (call.origin() != Origin.THIS_TASK
        && calls.replace(address, call, new Known(call.record(), Origin.THIS_TASK))) {
      replayed.incrementAndGet();
      List<CallRecord> records = new ArrayList<>();
      if (call.origin() == Origin.OTHER_RUN) {
        records.add(call.record());
      }
      records.add(CallRecord.replayed(address, problem));
      queue.add(new Pending(null, records, new CompletableFuture<>()));
    }
    return answer;
  }

  @Override
  public CompletableFuture<Void> add(LoggedCall call) {
    CompletableFuture<Void> written = new CompletableFuture<>();
    if (closing) {
      written.complete(null);
    } else {
      queue.add(new Pending(call, List.of(), written));
    }
    return written;
  }

  /** Lets go of a problem's calls with the last of its items. */
  public void over(String problem) {
    int hash = ProblemRange.hash(problem);
    if (Objects.equals(unfinished.merge(hash, -1, Integer::sum), 0)) {
      known.remove(hash);
    }
  }

  /** What was done so far. */
  public CallCounts counts() {
    return new CallCounts(kept.get(), replayed.get(), unlogged.get(), damaged.get());
  }

  private void run() {
    List<Pending> batch = new ArrayList<>();
    try {
      while (!closing || !queue.isEmpty()) {
        Pending first = queue.poll(writer.untilDue().toNanos(), TimeUnit.NANOSECONDS);
        if (first != null) {
          batch.add(first);
          queue.drainTo(batch);
          write(batch);
          batch.forEach(pending -> pending.kept().complete(null));
          batch.clear();
        }
        attempt(writer::closeIfDue, 0);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      // Whatever ended this, nobody may wait for it.
      closing = true;
      batch.forEach(pending -> pending.kept().complete(null));
      attempt(writer::close, 0);
    }
  }

  private void write(List<Pending> batch) {
    List<byte[]> frames = new ArrayList<>();
    int answers = 0;
    for (Pending pending : batch) {
      for (CallRecord record : records(pending)) {
        byte[] frame = record.toBytes();
        if (frame.length <= room) {
          room -= frame.length;
          frames.add(frame);
          answers += record.answered() ? 1 : 0;
        } else if (record.answered()) {
          unlogged.incrementAndGet();
          sayThatItIsFull();
        }
      }
    }
    if (!frames.isEmpty() && attempt(() -> writer.write(frames), answers)) {
      kept.addAndGet(answers);
    }
  }

  private List<CallRecord> records(Pending pending) {
    LoggedCall call = pending.call();
    if (call == null) {
      return pending.records();
    }
    int problem = ProblemRange.hash(call.affinity());
    CallRecord record = new CallRecord(call.address(), problem, StoredCall.of(call).deflated());
    Map<String, Known> calls = known.get(problem);
    if (calls != null) {
      calls.put(call.address(), new Known(record, Origin.THIS_TASK));
    }
    return List.of(record);
  }

  private void sayThatItIsFull() {
    if (room != CLOSED) {
      LOG.warn(
          "The call log is full: further calls of this task are not logged and would be made again"
              + " after a crash; raise execution.call-log.max-bytes");
    }
    room = CLOSED;
  }

  private interface Writing {
    void run() throws IOException;
  }

  /** Writes; where that fails, the searches go on and nothing more is logged. */
  private boolean attempt(Writing writing, int answers) {
    try {
      writing.run();
      return true;
    } catch (IOException | RuntimeException e) {
      LOG.warn("The call log cannot be written; the task goes on unlogged", e);
      unlogged.addAndGet(answers);
      room = CLOSED;
      return false;
    }
  }

  /** Ends the log and tells what it has done. */
  public CallCounts end() {
    close();
    return counts();
  }

  /** Writes what waits and closes the segment. */
  @Override
  public void close() {
    closing = true;
    queue.add(new Pending(null, List.of(), new CompletableFuture<>()));
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    queue.forEach(late -> late.kept().complete(null));
  }
}
