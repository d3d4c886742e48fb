package dev.cairn.jobs;

import dev.cairn.engine.config.Models;
import dev.cairn.engine.config.RunSpec;
import dev.cairn.engine.config.SpecReader;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

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
  private int holders;

  private SharedModels(String yaml) {
    spec = SpecReader.read("the run's spec", yaml, List.of());
    models = new Models(spec, System::getenv);
  }

  /** Borrows the set of a run; to be closed by the borrower. */
  static SharedModels borrow(String yaml) {
    synchronized (SETS) {
      SETS.entrySet()
          .removeIf(
              set -> {
                boolean idle = set.getValue().holders == 0 && !set.getKey().equals(yaml);
                if (idle) {
                  set.getValue().models.close();
                }
                return idle;
              });
      SharedModels set = SETS.computeIfAbsent(yaml, SharedModels::new);
      set.holders++;
      return set;
    }
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
