package dev.cairn.engine.vote;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The weight of each answer class.
 *
 * @param classes in the order in which they first occur in the pool; at least one
 * @param weights one per class
 */
record Tally(List<AnswerClass> classes, List<Double> weights) {
  /** The classes of the largest weight, in their order. */
  List<AnswerClass> heaviest() {
    double most = Collections.max(weights);
    return IntStream.range(0, classes.size())
        .filter(i -> weights.get(i) == most)
        .mapToObj(classes::get)
        .toList();
  }

  /**
   * The share of a class in the sum of all weights; 0 where that says nothing: where the sum is 0
   * or a weight is negative.
   */
  double share(AnswerClass winner) {
    double sum = sum(weights);
    if (sum > 0 && Collections.min(weights) >= 0) {
      // Rounding may let the sum of all weights fall short of its only term.
      return Math.min(1, weights.get(classes.indexOf(winner)) / sum);
    }
    return 0;
  }

  /** The decision for one of the heaviest classes, told by its first member. */
  Decision decision(List<Ballot> pool, AnswerClass winner) {
    List<Integer> ties = heaviest().stream().map(AnswerClass::first).toList();
    return decision(pool, winner.first(), share(winner), ties);
  }

  /** The decision for one of several candidates of equal right. */
  Decision decision(List<Ballot> pool, int candidate, double share, List<Integer> ties) {
    Map<String, Double> byKey = new LinkedHashMap<>();
    for (int i = 0; i < classes.size(); i++) {
      byKey.put(classes.get(i).key(), weights.get(i));
    }
    boolean tied = ties.stream().map(i -> pool.get(i).key()).distinct().count() > 1;
    String answer = pool.get(candidate).answer();
    return new Decision(candidate, answer, share, classes.size(), tied, ties, byKey);
  }

  static double sum(List<Double> values) {
    // A plain loop: the streams' compensated sum could make or break a tie.
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum;
  }
}
