package dev.cairn.jobs;

import dev.cairn.engine.config.Models;
import dev.cairn.engine.config.RunSpec;
import dev.cairn.engine.config.SpecReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The models of a run, one set for all tasks of a JVM: connections are costly, and the bound on
 * what is under way at a server holds per set. Lent to tasks; a set that nobody holds is closed
 * once another run's is asked for, so that the tasks of one run that follow each other keep their
 * connections.
 */
final class SharedModels implements AutoCloseable {
  private static final Map<String, SharedModels> SETS = new HashMap<>();

  private final RunSpec spec;
  private final Models models;
  private final @Nullable WorkerSource source;
  private final Map<String, WorkerCounts> counted = new HashMap<>();
  private int holders;

  private SharedModels(String yaml, int executors) {
    spec = SpecReader.read("the run's spec", yaml, List.of());
    models = new Models(spec, System::getenv, executors);
    source = WorkerSource.register(models);
  }

  /**
   * Borrows the set of a run; to be closed by the borrower.
   *
   * @param executors JVMs that share the run's servers
   */
  static SharedModels borrow(String yaml, int executors) {
    synchronized (SETS) {
      SETS.entrySet()
          .removeIf(
              set -> {
                boolean idle = set.getValue().holders == 0 && !set.getKey().equals(yaml);
                if (idle) {
                  set.getValue().end();
                }
                return idle;
              });
      SharedModels set = SETS.computeIfAbsent(yaml, key -> new SharedModels(key, executors));
      set.holders++;
      return set;
    }
  }

  private void end() {
    models.close();
    if (source != null) {
      source.unregister();
    }
  }

  /**
   * What this JVM has asked of every server, and was answered, since the last time that somebody
   * asked for it.
   */
  synchronized List<WorkerCounts> drain() {
    List<WorkerCounts> since = new ArrayList<>();
    models
        .stats()
        .forEach(
            (role, servers) ->
                servers.forEach(
                    server -> {
                      WorkerCounts now = WorkerCounts.of(role, server);
                      WorkerCounts before = counted.put(role + " " + server.endpoint(), now);
                      if (before == null && now.calls() > 0) {
                        since.add(now);
                      } else if (before != null && !now.equals(before)) {
                        since.add(now.minus(before));
                      }
                    }));
    return since;
  }

  RunSpec spec() {
    return spec;
  }

  Models models() {
    return models;
  }

  @Override
  public void close() {
    synchronized (SETS) {
      holders--;
    }
  }
}
