package dev.cairn.engine.worker;

import dev.cairn.engine.worker.RetryingWorker.Backoff;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Pools of servers as tests need them. */
public final class Pools {
  static final HttpTransport CLIENT = HttpTransport.start();
  static final VllmDialect DIALECT = new VllmDialect();
  static final long LONGEST = 1 << 20;

  private Pools() {}

  /** A worker for a server, with a timeout that no test waits for. */
  static Worker server(URI url) {
    return new HttpWorker(CLIENT, url, DIALECT, Duration.ofMinutes(1), LONGEST, /* apiKey= */ null);
  }

  /** A worker that tries a call so many times, without a wait, at one server. */
  public static Worker retrying(URI url, Dialect dialect, int attempts) {
    WorkerPool pool =
        new WorkerPool(
            new WorkerPool.Settings(64, Duration.ofMinutes(10), 0, /* health= */ null),
            each -> new HttpWorker(CLIENT, url, dialect, Duration.ofMinutes(1), /* apiKey= */ null),
            Timer.SYSTEM);
    pool.serve(List.of(url));
    return new RetryingWorker(
        pool, new Backoff(attempts, Duration.ZERO, Duration.ZERO, 1, 64), Timer.SYSTEM);
  }

  static WorkerPool.Settings settings(int limit) {
    return new WorkerPool.Settings(limit, Duration.ofMinutes(10), 0, DIALECT.health());
  }

  static WorkerPool of(int limit, Timer timer, URI... servers) {
    Map<URI, Worker> workers = new LinkedHashMap<>();
    for (URI url : servers) {
      workers.put(url, server(url));
    }
    return over(limit, timer, workers);
  }

  static WorkerPool over(int limit, Timer timer, Map<URI, Worker> workers) {
    return over(settings(limit), timer, workers);
  }

  static WorkerPool over(WorkerPool.Settings settings, Timer timer, Map<URI, Worker> workers) {
    WorkerPool pool =
        new WorkerPool(settings, url -> Objects.requireNonNull(workers.get(url)), timer);
    pool.serve(workers.keySet());
    return pool;
  }
}
