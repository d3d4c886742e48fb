package dev.cairn.engine.model;

import dev.cairn.engine.worker.Prompt;
import java.util.ArrayList;
import java.util.List;

/**
 * Token ids of a question and its steps, where each step is judged at one token.
 *
 * @param ids of all
 * @param marks position of the last token of every step
 */
record TaggedIds(List<Integer> ids, List<Integer> marks) {
  /**
   * Puts parts together that were tokenized one by one.
   *
   * @param parts the question, then every step
   * @param separator that follows every step
   */
  static TaggedIds of(List<List<Integer>> parts, List<Integer> separator) {
    List<Integer> ids = new ArrayList<>(parts.get(0));
    List<Integer> marks = new ArrayList<>(parts.size() - 1);
    for (List<Integer> step : parts.subList(1, parts.size())) {
      ids.addAll(step);
      ids.addAll(separator);
      marks.add(ids.size() - 1);
    }
    return new TaggedIds(ids, marks);
  }

  Prompt.Tokens prompt() {
    return new Prompt.Tokens(ids);
  }
}
