package dev.cairn.engine.simulate;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The recorded candidates of a problem.
 *
 * @param problemId as recorded
 * @param question that the prompts contain
 * @param candidates in the recorded order, at least one
 */
record RecordedPool(String problemId, String question, List<RecordedCandidate> candidates) {

  /**
   * A recorded solution.
   *
   * @param steps at least one, none of them blank
   * @param tokens of the whole answer, its end token included, at least 2; null where it was not
   *     recorded
   */
  record RecordedCandidate(List<String> steps, @Nullable Integer tokens) {}
}
