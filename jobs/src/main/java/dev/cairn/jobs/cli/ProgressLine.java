package dev.cairn.jobs.cli;

import dev.cairn.jobs.ProgressListener;
import java.io.PrintWriter;
import java.util.Locale;

/**
 * Shows how far a run is: on a terminal one line that is rewritten, elsewhere a line every ten
 * seconds.
 */
final class ProgressLine implements ProgressListener, AutoCloseable {
  private static final long LINE_EVERY_NANOS = 10_000_000_000L;

  private final PrintWriter out;

  // From Java 22 on there is always a console; the line is then rewritten in log files too, unless
  // the JVM is started with -Djdk.console=java.base.
  @SuppressWarnings("SystemConsoleNull")
  private final boolean rewrite = System.console() != null;

  private final long started = System.nanoTime();
  private long printed = started;
  private int shown;
  private boolean ended;

  ProgressLine(PrintWriter out) {
    this.out = out;
  }

  @Override
  public void update(Progress progress) {
    show(progress.done() == progress.total(), text(progress, (now() - started) / 1e9));
  }

  /** Shows work that has no answers to be right or wrong. */
  void update(long done, long total, long failed) {
    show(
        done == total,
        "%d/%d (%d %%) | %d failed".formatted(done, total, 100 * done / total, failed));
  }

  private static long now() {
    return System.nanoTime();
  }

  private void show(boolean last, String text) {
    long now = now();
    if (!rewrite && (ended || (!last && now - printed < LINE_EVERY_NANOS))) {
      return;
    }
    ended = last;
    printed = now;
    if (rewrite) {
      out.print("\r" + text + " ".repeat(Math.max(0, shown - text.length())));
      shown = text.length();
    } else {
      out.println(text);
    }
    out.flush();
  }

  /**
   * Such as {@code 312/800 (39 %) | 12.3/s, 0:40 left | 1.2 M tokens | 61.2 % right | 0 failed}.
   */
  static String text(Progress progress, double seconds) {
    int here = progress.done() - progress.before();
    double rate = here / seconds;
    int completed = progress.done() - progress.failed();
    return String.format(
        Locale.ROOT,
        "%d/%d (%d %%) | %.1f/s, %s left | %s tokens | %s right | %d failed",
        progress.done(),
        progress.total(),
        100L * progress.done() / progress.total(),
        rate,
        here == 0 ? "?" : duration((progress.total() - progress.done()) / rate),
        count(progress.generatedTokens()),
        completed == 0
            ? "?"
            : String.format(Locale.ROOT, "%.1f %%", 100.0 * progress.correct() / completed),
        progress.failed());
  }

  /** Such as 0:59 or 1:00:00. */
  static String duration(double seconds) {
    long whole = Math.round(seconds);
    return whole < 3600
        ? "%d:%02d".formatted(whole / 60, whole % 60)
        : "%d:%02d:%02d".formatted(whole / 3600, whole / 60 % 60, whole % 60);
  }

  private static String count(long tokens) {
    if (tokens < 10_000) {
      return String.valueOf(tokens);
    }
    return tokens < 1_000_000
        ? String.format(Locale.ROOT, "%.1f k", tokens / 1e3)
        : String.format(Locale.ROOT, "%.1f M", tokens / 1e6);
  }

  @Override
  public void close() {
    if (shown > 0) {
      out.println();
      out.flush();
      shown = 0;
    }
  }
}
