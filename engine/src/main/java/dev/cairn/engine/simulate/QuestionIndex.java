package dev.cairn.engine.simulate;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds which of many questions a text contains, in one pass over the text. */
final class QuestionIndex {
  private static final int LONGEST_KEY = 32;

  private final int keyLength;
  private final Map<String, List<RecordedPool>> byBeginning = new HashMap<>();

  /**
   * Where a question stands.
   *
   * @param end where it ends in the text
   */
  record Match(RecordedPool pool, int end) {}

  QuestionIndex(List<RecordedPool> pools) {
    this.keyLength =
        pools.stream().mapToInt(pool -> pool.question().length()).reduce(LONGEST_KEY, Math::min);
    for (RecordedPool pool : pools) {
      String key = pool.question().substring(0, keyLength);
      byBeginning.computeIfAbsent(key, unused -> new ArrayList<>(1)).add(pool);
    }
  }

  /** The question that stands first, and of those that start at one place the longest; or null. */
  @Nullable Match find(String text) {
    for (int at = 0; at + keyLength <= text.length(); at++) {
      RecordedPool longest = null;
      for (RecordedPool pool :
          byBeginning.getOrDefault(text.substring(at, at + keyLength), List.of())) {
        if (text.startsWith(pool.question(), at)
            && (longest == null || pool.question().length() > longest.question().length())) {
          longest = pool;
        }
      }
      if (longest != null) {
        return new Match(longest, at + longest.question().length());
      }
    }
    return null;
  }
}
