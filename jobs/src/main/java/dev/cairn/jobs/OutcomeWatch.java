package dev.cairn.jobs;

import dev.cairn.engine.run.WorkItem;
import dev.cairn.jobs.BudgetSharing.Attempt;
import dev.cairn.jobs.ProgressListener.Progress;
import dev.cairn.jobs.io.Segments;
import dev.cairn.jobs.io.StoredOutcome;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
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
  private final BudgetSharing sharing;
  private final ProgressListener listener;
  private final Set<Path> read = new HashSet<>();
  private final Set<Attempt> completed = new HashSet<>();
  private final Set<Attempt> failed = new HashSet<>();
  private final Map<WorkItem, Best> best = new HashMap<>();
  private int total;
  private int before;

  /** Of several outcomes of an item the one that counts. */
  private record Best(long allowance, long tokens, boolean correct) {}

  OutcomeWatch(Segments segments, Judge judge, BudgetSharing sharing, ProgressListener listener) {
    this.segments = segments;
    this.judge = judge;
    this.sharing = sharing;
    this.listener = listener;
  }

  /** Reads what is new and tells which searches are completed. */
  synchronized Set<Attempt> refresh() {
    for (Path segment : segments.list("")) {
      if (!read.contains(segment)) {
        segments.read(segment, this::count);
        // Only now: what could not be read is read again at the next look.
        read.add(segment);
      }
    }
    return Set.copyOf(completed);
  }

  /**
   * Watches while something works; what has failed up to now will be done again.
   *
   * @param searches in all, with those that are completed
   */
  void during(int searches, Runnable work) {
    synchronized (this) {
      total = searches;
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
              completed.size() + failed.size(),
              total,
              failed.size(),
              (int) best.values().stream().filter(Best::correct).count(),
              best.values().stream().mapToLong(Best::tokens).sum(),
              before));
    } catch (RuntimeException e) {
      // Watching must not end the run that is watched, and the next look may succeed.
      LOG.warn("Cannot read the progress of the run: {}", e.getMessage());
    }
  }

  private void count(StoredOutcome outcome) {
    sharing.add(outcome);
    Attempt attempt = new Attempt(outcome.item(), outcome.allowance());
    if (outcome.failure() != null) {
      if (!completed.contains(attempt)) {
        failed.add(attempt);
      }
    } else if (completed.add(attempt)) {
      failed.remove(attempt);
      Best before = best.get(outcome.item());
      if (before == null || before.allowance() < outcome.allowance()) {
        best.put(
            outcome.item(),
            new Best(
                outcome.allowance(), outcome.usage().generatedTokens(), judge.correct(outcome)));
      }
    }
  }
}
