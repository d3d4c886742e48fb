package dev.cairn.engine.vote;

import dev.cairn.engine.answer.AnswerKey;
import dev.cairn.engine.search.Aggregation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The candidates of a pool whose answers have one key.
 *
 * @param key of all the answers
 * @param members indices into the pool, ascending and at least one
 */
record AnswerClass(String key, List<Integer> members) {
  /** The classes of a pool in the order in which they first occur. */
  static List<AnswerClass> of(List<Ballot> pool) {
    Map<String, AnswerClass> classes = new LinkedHashMap<>();
    for (int i = 0; i < pool.size(); i++) {
      String answer = pool.get(i).answer();
      String key = answer == null ? AnswerKey.BLANK : AnswerKey.of(answer);
      if (!key.equals(AnswerKey.BLANK)) {
        classes.computeIfAbsent(key, k -> new AnswerClass(k, new ArrayList<>())).members().add(i);
      }
    }
    return List.copyOf(classes.values());
  }

  /** The member that stands for the class. */
  int first() {
    return members.get(0);
  }

  /** The aggregated rewards of the members, in their order. */
  List<Double> values(List<Ballot> pool, Aggregation aggregation) {
    return members.stream().map(i -> value(pool, i, aggregation)).toList();
  }

  private static double value(List<Ballot> pool, int index, Aggregation aggregation) {
    List<Double> rewards = pool.get(index).rewards();
    if (rewards.isEmpty()) {
      throw new IllegalArgumentException(
          ("rewards must be given for every candidate with an answer but candidate %d has none;"
                  + " give the experiment a reward model, or use the majority vote")
              .formatted(index));
    }
    return aggregation.apply(rewards);
  }
}
