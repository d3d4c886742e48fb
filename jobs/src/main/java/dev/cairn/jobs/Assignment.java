package dev.cairn.jobs;

import dev.cairn.engine.run.WorkItem;
import dev.cairn.engine.search.Problem;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/** A work item with its problem, as it travels to an executor. */
record Assignment(
    String experiment, int repetition, String id, String question, @Nullable String answer)
    implements Serializable {
  private static final long serialVersionUID = 1;

  static Assignment of(WorkItem item, Problem problem) {
    return new Assignment(
        item.experiment(), item.repetition(), problem.id(), problem.question(), problem.answer());
  }

  WorkItem item() {
    return new WorkItem(experiment, id, repetition);
  }

  Problem problem() {
    return new Problem(id, question, answer);
  }
}
