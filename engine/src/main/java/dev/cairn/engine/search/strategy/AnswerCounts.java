package dev.cairn.engine.search.strategy;

import dev.cairn.engine.search.Candidate;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How many solutions give each answer; those without an answer are in no count. */
final class AnswerCounts {
  private final List<Integer> descending;

  private AnswerCounts(List<Integer> descending) {
    this.descending = descending;
  }

  static AnswerCounts of(List<Candidate> solutions) {
    Map<String, Integer> counts = new LinkedHashMap<>();
    for (Candidate solution : solutions) {
      String answer = solution.answer();
      if (answer != null) {
        counts.merge(answer, 1, Integer::sum);
      }
    }
    return new AnswerCounts(counts.values().stream().sorted(Collections.reverseOrder()).toList());
  }

  /** The count of the most frequent answer; 0 if there is none. */
  int first() {
    return descending.isEmpty() ? 0 : descending.get(0);
  }

  /** The count of the next one; 0 if there is none. */
  int second() {
    return descending.size() < 2 ? 0 : descending.get(1);
  }
}
