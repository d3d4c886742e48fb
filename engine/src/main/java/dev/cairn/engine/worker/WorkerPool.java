package dev.cairn.engine.worker;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * Routes calls over equal workers. Calls of one affinity go to the same worker, so that its prefix
 * cache is hit; when that one is full, the least loaded takes the call. The favourite is the worker
 * of highest hash(affinity, name) (rendezvous hashing: Thaler and Ravishankar, IEEE/ACM
 * Transactions on Networking 6(1), 1998), so that a worker that joins or leaves moves only its own
 * share.
 */
public final class WorkerPool implements Worker {
  private final Map<String, LimitedWorker> workers;

  /**
   * A pool.
   *
   * @param workers by a name that stays the same from run to run, such as the URL; at least one
   */
  public WorkerPool(Map<String, LimitedWorker> workers) {
    if (workers.isEmpty()) {
      throw new IllegalArgumentException("workers must not be empty");
    }
    this.workers = new LinkedHashMap<>(workers);
  }

  @Override
  public <T> CompletableFuture<T> send(Call<T> call) {
    return route(call).send(call);
  }

  private LimitedWorker route(Call<?> call) {
    LimitedWorker favourite =
        workers.entrySet().stream()
            .max(Comparator.comparingLong(entry -> weight(call.affinity(), entry.getKey())))
            .orElseThrow()
            .getValue();
    if (favourite.hasRoomFor(call.sequences())) {
      return favourite;
    }
    LimitedWorker idlest =
        List.copyOf(workers.values()).stream()
            .min(Comparator.comparingDouble(LimitedWorker::load))
            .orElseThrow();
    return idlest.load() < favourite.load() ? idlest : favourite;
  }

  private static long weight(String affinity, String name) {
    long hash = 0xcbf29ce484222325L;
    for (String part : new String[] {affinity, "\n", name}) {
      for (int i = 0; i < part.length(); i++) {
        hash = (hash ^ part.charAt(i)) * 0x100000001b3L;
      }
    }
    // FNV-1a mixes its last characters poorly into the high bits, which the comparison looks at.
    hash = (hash ^ (hash >>> 30)) * 0xbf58476d1ce4e5b9L;
    hash = (hash ^ (hash >>> 27)) * 0x94d049bb133111ebL;
    return hash ^ (hash >>> 31);
  }

  @Override
  public void close() {
    workers.values().forEach(Worker::close);
  }
}
