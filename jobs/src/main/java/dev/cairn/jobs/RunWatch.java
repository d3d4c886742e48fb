package dev.cairn.jobs;

import dev.cairn.engine.config.RunSpec;
import dev.cairn.engine.config.UserException;
import dev.cairn.jobs.ProgressListener.Progress;
import dev.cairn.jobs.io.RunDirectory;
import dev.cairn.jobs.io.TextFiles;
import java.time.Instant;
import java.util.Locale;
import org.apache.spark.SparkContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches a run while it works: tells a listener, {@code status.json} and Spark's metrics how far
 * it is, and stops it when it has spent what it may.
 */
final class RunWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RunWatch.class);
  private static final String RUNNING = "running";
  private static final long STATUS_EVERY_NANOS = 5_000_000_000L;

  private final RunSpec spec;
  private final RunDirectory directory;
  private final TextFiles files;
  private final OutcomeWatch outcomes;
  private final ProgressListener listener;
  private final double maxCost;
  private final String application;
  private final String host;
  private final Vitals vitals;
  private final VitalsWatch live;
  private final RunSource source;
  private final Instant started = Instant.now();
  private final long startedNanos = System.nanoTime();
  private long writtenAt = startedNanos - STATUS_EVERY_NANOS;
  private boolean over;

  /**
   * Begins to watch.
   *
   * @param maxCost money after which the run is stopped; infinite for none
   */
  RunWatch(
      SparkContext context,
      RunSpec spec,
      RunDirectory directory,
      OutcomeWatch outcomes,
      ProgressListener listener,
      double maxCost) {
    this.spec = spec;
    this.directory = directory;
    this.files = new TextFiles(context.hadoopConfiguration());
    this.outcomes = outcomes;
    this.listener = listener;
    this.maxCost = maxCost;
    this.application = context.applicationId();
    this.host = context.conf().get("spark.driver.host", "");
    outcomes.begin();
    this.vitals = Vitals.of(context);
    this.live = new VitalsWatch(context, vitals);
    this.source = new RunSource(() -> status(RUNNING, null));
  }

  /** What tasks tell of themselves. */
  Vitals vitals() {
    return vitals;
  }

  /** Sets how many searches there are in all, with those that have ended. */
  void expect(int searches) {
    outcomes.expect(searches);
  }

  /** Watches while tasks work. */
  void during(Runnable work) {
    write(RUNNING, null);
    new ProgressTimer(this::tell).during(work);
    // What comes next, such as the tables of a large run, may take long.
    live.over();
    write(RUNNING, null);
  }

  private void tell() {
    try {
      outcomes.refresh();
      listener.update(outcomes.progress());
      if (System.nanoTime() - writtenAt >= STATUS_EVERY_NANOS) {
        write(RUNNING, null);
      }
      if (spent() >= maxCost && !files.exists(directory.stop())) {
        files.write(directory.stop(), overspent() + "\n");
      }
    } catch (RuntimeException e) {
      // Watching must not end the run that is watched, and the next look may succeed.
      LOG.warn("Cannot read the progress of the run: {}", e.getMessage());
    }
  }

  /**
   * Makes sure that the run may go on.
   *
   * @throws UserException if it was stopped or has spent what it may
   */
  void requireRoom() {
    String why = null;
    outcomes.refresh();
    if (outcomes.cost() >= maxCost) {
      why = overspent();
    } else if (files.exists(directory.stop())) {
      why = files.text(directory.stop()).strip();
      why = why.isEmpty() ? "by the file " + directory.stop() : why;
    }
    Progress progress = outcomes.progress();
    if (why != null && progress.done() < progress.total()) {
      write("stopped", why);
      throw new UserException(
          "%s: stopped with %d of %d searches done, %s; all is saved, and the same command goes on from there"
              .formatted(directory.root(), progress.done(), progress.total(), why));
    }
  }

  private String overspent() {
    return String.format(
        Locale.ROOT,
        "since %.4g %s were spent and --max-cost is %.4g",
        spent(),
        spec.prices().currency(),
        maxCost);
  }

  private double spent() {
    return outcomes.cost() + live.cost();
  }

  /** Writes how the run has ended. */
  void end(String state, String why) {
    outcomes.refresh();
    write(state, why.isEmpty() ? null : why);
  }

  /** Writes why the run has failed, as well as it can. */
  void fail(Throwable why) {
    try {
      end("failed", why.toString().lines().findFirst().orElse(""));
    } catch (RuntimeException e) {
      LOG.warn("Cannot write that the run has failed: {}", e.getMessage());
    }
  }

  private synchronized void write(String state, @Nullable String why) {
    // A last look of the timer must not bring an ended run back to life.
    if (over) {
      return;
    }
    over = !state.equals(RUNNING);
    writtenAt = System.nanoTime();
    files.write(directory.status(), status(state, why).toJson());
  }

  private RunStatus status(String state, @Nullable String why) {
    Progress now = outcomes.progress();
    int here = now.done() - now.before();
    int completed = now.done() - now.failed();
    double pace = here / ((System.nanoTime() - startedNanos) / 1e9);
    return new RunStatus(
        RunStatus.VERSION,
        spec.name(),
        state,
        why,
        now.total(),
        now.done(),
        now.failed(),
        now.correct(),
        completed == 0 ? null : now.correct() / (double) completed,
        now.generatedTokens(),
        spec.prices().given() ? spent() : null,
        spec.prices().currency(),
        live.calls(),
        live.searches(),
        here == 0 ? null : pace,
        here == 0 ? null : (now.total() - now.done()) / pace,
        outcomes.tallies(),
        started.toString(),
        Instant.now().toString(),
        host,
        application);
  }

  @Override
  public void close() {
    live.close();
    source.close();
  }
}
