package dev.cairn.jobs;

import dev.cairn.engine.run.WorkItem;
import dev.cairn.engine.search.Problem;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A work item with its problem, as it travels to an executor.
 *
 * @param more tokens that it may go on to, ascending, when those of its experiment's budget are
 *     used up
 */
record Assignment(
    String experiment,
    int repetition,
    String id,
    String question,
    @Nullable String answer,
    List<Long> more)
    implements Serializable {
  private static final long serialVersionUID = 1;

  static Assignment of(WorkItem item, Problem problem) {
    return new Assignment(
        item.experiment(),
        item.repetition(),
        problem.id(),
        problem.question(),
        problem.answer(),
        List.of());
  }

  WorkItem item() {
    return new WorkItem(experiment, id, repetition);
  }

  Problem problem() {
    return new Problem(id, question, answer);
  }

  /** The same with tokens to go on to, above those so far. */
  Assignment with(long tokens) {
    List<Long> all = new ArrayList<>(more);
    all.add(tokens);
    return new Assignment(experiment, repetition, id, question, answer, all);
  }

  /**
   * The tokens that it may spend in all; 0 for no bound.
   *
   * @param own those of its experiment's budget
   */
  long allowance(long own) {
    return more.isEmpty() ? own : more.get(more.size() - 1);
  }
}
