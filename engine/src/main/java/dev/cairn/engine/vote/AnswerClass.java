package dev.cairn.engine.vote;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

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
      Ballot ballot = pool.get(i);
      if (ballot.votes()) {
        classes
            .computeIfAbsent(ballot.key(), key -> new AnswerClass(key, new ArrayList<>()))
            .members()
            .add(i);
      }
    }
    return List.copyOf(classes.values());
  }

  /** The member that stands for the class. */
  int first() {
    return members.get(0);
  }

  int last() {
    return members.get(members.size() - 1);
  }

  /** The member at which the sum of the members' values first is what it is in the end. */
  int completeAt(List<Double> values) {
    double all = Tally.sum(values);
    int members = 1;
    while (Tally.sum(values.subList(0, members)) != all) {
      members++;
    }
    return this.members.get(members - 1);
  }

  /** What the members' rewards are worth, in their order. */
  List<Double> values(List<Ballot> pool, ToDoubleFunction<List<Double>> value) {
    return members.stream().map(i -> value.applyAsDouble(rewards(pool, i))).toList();
  }

  /** The rewards of a candidate that has a vote. */
  static List<Double> rewards(List<Ballot> pool, int index) {
    List<Double> rewards = pool.get(index).rewards();
    if (rewards.isEmpty()) {
      throw new IllegalArgumentException(
          ("rewards must be given for every candidate with an answer but candidate %d has none;"
                  + " give the experiment a reward model, or use the majority vote")
              .formatted(index));
    }
    return rewards;
  }
}
