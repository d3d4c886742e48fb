package dev.cairn.engine.worker;

import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** Pools of servers as tests need them. */
final class Pools {
  static final HttpClient CLIENT = HttpWorker.client();
  static final VllmDialect DIALECT = new VllmDialect();
  static final long LONGEST = 1 << 20;

  private Pools() {}

  /** A worker for a server, with a timeout that no test waits for. */
  static Worker server(URI url) {
    return new HttpWorker(CLIENT, url, DIALECT, Duration.ofMinutes(1), LONGEST, /* apiKey= */ null);
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
