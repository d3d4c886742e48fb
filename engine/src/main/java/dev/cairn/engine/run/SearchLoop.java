package dev.cairn.engine.run;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.NavigableSet;
import java.util.NoSuchElementException;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs searches on the calling thread, up to {@code searchesInFlight} of them at once, and hands
 * out their outcomes in the order in which they end.
 *
 * <p>An event loop: policies and reward models work elsewhere and their answers only put an entry
 * into one queue; this thread takes entries and does all the rest, so that searches need no locks
 * and see the caller's thread context (in Spark, the task's). What a search does depends on what it
 * is told and never on the order of arrival between searches. A failure fails one search. The one
 * wait is interruptible: an interrupt cancels all calls under way and throws {@link
 * CancellationException} with the thread's flag set again.
 */
public final class SearchLoop implements Iterator<SearchOutcome>, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SearchLoop.class);

  private final Iterator<SearchTask> tasks;
  private final Limits limits;
  private final BlockingQueue<Runnable> arrivals = new LinkedBlockingQueue<>();
  private final NavigableSet<RunningSearch> running = new TreeSet<>(RunningSearch.BY_DEADLINE);
  private final Deque<SearchOutcome> ended = new ArrayDeque<>();
  private long begun;

  public SearchLoop(Iterator<SearchTask> tasks, Limits limits) {
    this.tasks = tasks;
    this.limits = limits;
  }

  @Override
  public boolean hasNext() {
    return !ended.isEmpty() || !running.isEmpty() || tasks.hasNext();
  }

  /** The next outcome, as soon as there is one. */
  @Override
  public SearchOutcome next() {
    SearchOutcome outcome = null;
    while (outcome == null) {
      outcome = poll(limits.patience());
    }
    return outcome;
  }

  /**
   * The next outcome, or null if there is none within {@code wait}.
   *
   * @throws NoSuchElementException if all outcomes have been handed out
   */
  public @Nullable SearchOutcome poll(Duration wait) {
    if (!hasNext()) {
      throw new NoSuchElementException("all searches have ended");
    }
    long until = System.nanoTime() + wait.toNanos();
    fill();
    while (ended.isEmpty()) {
      long now = System.nanoTime();
      if (now >= until) {
        return null;
      }
      await(Math.min(until, deadline()) - now);
      fill();
    }
    return ended.poll();
  }

  /** What every search under way has spent so far. */
  public Map<WorkItem, Usage> underWay() {
    Map<WorkItem, Usage> spent = new HashMap<>();
    running.forEach(search -> spent.merge(search.item(), search.usage(), Usage::plus));
    return spent;
  }

  /** Requests of the searches under way whose answers are awaited. */
  public int callsUnderWay() {
    return running.stream().mapToInt(RunningSearch::callsUnderWay).sum();
  }

  /** Cancels all calls under way and gives up what has not ended. */
  @Override
  public void close() {
    running.forEach(RunningSearch::cancel);
    running.clear();
  }

  private void fill() {
    // The bound on the ended holds back searches that end at once until somebody takes them.
    while (running.size() < limits.searchesInFlight()
        && ended.size() < limits.searchesInFlight()
        && tasks.hasNext()) {
      RunningSearch search =
          new RunningSearch(tasks.next(), begun++, limits, arrivals::add, this::end);
      running.add(search);
      search.start();
    }
  }

  private void await(long nanos) {
    try {
      // One at a time: where answers come at once the queue is never empty, and the caller's wait,
      // the deadlines and an interrupt must count all the same.
      Runnable arrival = arrivals.poll(nanos, TimeUnit.NANOSECONDS);
      if (arrival != null) {
        arrival.run();
      }
    } catch (InterruptedException e) {
      close();
      Thread.currentThread().interrupt();
      throw new CancellationException("the search loop was interrupted");
    }
    while (System.nanoTime() >= deadline()) {
      running.first().timeUp();
    }
  }

  private long deadline() {
    return running.isEmpty() ? Long.MAX_VALUE : running.first().deadline();
  }

  private void end(RunningSearch search, SearchOutcome outcome) {
    running.remove(search);
    ended.add(outcome);
    if (outcome instanceof SearchOutcome.Failed failed) {
      LOG.warn("{} failed: {}", failed.item(), failed.failure());
    }
  }
}
