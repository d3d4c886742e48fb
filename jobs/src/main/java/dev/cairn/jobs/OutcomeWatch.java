package dev.cairn.jobs;

import dev.cairn.engine.run.WorkItem;
import dev.cairn.jobs.ProgressListener.Progress;
import dev.cairn.jobs.io.Segments;
import dev.cairn.jobs.io.StoredOutcome;
import java.util.HashSet;
import java.util.Set;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows a run by reading the segments that its tasks write, wherever they run; each is read once.
 */
final class OutcomeWatch {
  private static final Logger LOG = LoggerFactory.getLogger(OutcomeWatch.class);

  private final Segments segments;
  private final Judge judge;
  private final int total;
  private final ProgressListener listener;
  private final Set<Path> read = new HashSet<>();
  private final Set<WorkItem> completed = new HashSet<>();
  private final Set<WorkItem> failed = new HashSet<>();
  private int correct;
  private long tokens;
  private int before;

  OutcomeWatch(Segments segments, Judge judge, int total, ProgressListener listener) {
    this.segments = segments;
    this.judge = judge;
    this.total = total;
    this.listener = listener;
  }

  /** Reads what is new and tells which items are completed. */
  synchronized Set<WorkItem> refresh() {
    for (Path segment : segments.list("")) {
      if (!read.contains(segment)) {
        segments.read(segment, this::count);
        // Only now: what could not be read is read again at the next look.
        read.add(segment);
      }
    }
    return Set.copyOf(completed);
  }

  /** Watches while something works; what has failed up to now will be done again. */
  void during(Runnable work) {
    synchronized (this) {
      before = completed.size();
      failed.clear();
    }
    new ProgressTimer(this::tell).during(work);
  }

  private synchronized void tell() {
    try {
      refresh();
      listener.update(
          new Progress(
              completed.size() + failed.size(), total, failed.size(), correct, tokens, before));
    } catch (RuntimeException e) {
      // Watching must not end the run that is watched, and the next look may succeed.
      LOG.warn("Cannot read the progress of the run: {}", e.getMessage());
    }
  }

  private void count(StoredOutcome outcome) {
    if (outcome.failure() != null) {
      if (!completed.contains(outcome.item())) {
        failed.add(outcome.item());
      }
    } else if (completed.add(outcome.item())) {
      failed.remove(outcome.item());
      tokens += outcome.usage().generatedTokens();
      if (judge.correct(outcome)) {
        correct++;
      }
    }
  }
}
