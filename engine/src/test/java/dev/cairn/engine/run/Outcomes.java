package dev.cairn.engine.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.engine.run.SearchOutcome.Completed;
import dev.cairn.engine.run.SearchOutcome.Failed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Runs tasks to their end and looks at what comes out. */
public final class Outcomes {
  /** Bounds that no test meets. */
  public static final Limits WIDE = limits(8);

  private Outcomes() {}

  /** The wide bounds for a number of searches at once. */
  public static Limits limits(int searchesInFlight) {
    return new Limits(searchesInFlight, 100, 1_000_000, Duration.ofMinutes(2));
  }

  /** All outcomes in the order of their problems. */
  public static List<SearchOutcome> of(List<SearchTask> tasks, Limits limits) {
    List<SearchOutcome> outcomes = new ArrayList<>();
    try (SearchLoop loop = new SearchLoop(tasks.iterator(), limits)) {
      loop.forEachRemaining(outcomes::add);
    }
    outcomes.sort(Comparator.comparing(outcome -> outcome.problem().id()));
    return outcomes;
  }

  /** The outcome of a search that must have completed. */
  public static Completed completed(SearchOutcome outcome) {
    assertThat(outcome).isInstanceOf(Completed.class);
    return (Completed) outcome;
  }

  /** The failure of a search that must have failed. */
  static Failure failure(SearchOutcome outcome) {
    assertThat(outcome).isInstanceOf(Failed.class);
    return ((Failed) outcome).failure();
  }

  /** An outcome without the one part that a clock decides. */
  public static SearchOutcome withoutElapsed(SearchOutcome outcome) {
    Completed completed = completed(outcome);
    return new Completed(
        completed.item(),
        completed.problem(),
        completed.usage(),
        Duration.ZERO,
        completed.tree(),
        completed.stop(),
        completed.candidates());
  }
}
