package dev.cairn.engine.worker;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a pool's servers those of a list that is read again and again. A list that cannot be read,
 * or names none, changes nothing: a name service that fails for a moment must not empty a pool.
 */
public final class Membership implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Membership.class);

  private final WorkerPool pool;
  private final ServerList list;
  private final Duration refresh;
  private final Timer timer;
  private @Nullable Future<?> next;
  private boolean closed;

  /**
   * Serves the list's servers from now on.
   *
   * @param first the servers of now
   * @param refresh from one reading of the list to the next; zero never reads it again
   */
  public Membership(
      WorkerPool pool, List<URI> first, ServerList list, Duration refresh, Timer timer) {
    this.pool = pool;
    this.list = list;
    this.refresh = refresh;
    this.timer = timer;
    pool.serve(first);
    schedule();
  }

  private synchronized void schedule() {
    if (!closed && !refresh.isZero()) {
      next = timer.after(refresh, this::refresh);
    }
  }

  private void refresh() {
    try {
      List<URI> now = list.now();
      if (now.isEmpty()) {
        LOG.warn("The list of servers is empty; the last one stays in use");
      } else {
        pool.serve(now);
      }
    } catch (IOException | RuntimeException e) {
      LOG.warn("The list of servers cannot be used; the last one stays in use: {}", e.toString());
    } finally {
      schedule();
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (next != null) {
      next.cancel(false);
    }
  }
}
