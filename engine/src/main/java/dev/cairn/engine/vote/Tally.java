package dev.cairn.engine.vote;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The weight of each answer class, and which of them wins.
 *
 * @param classes in the order in which they first occur in the pool
 * @param weights one per class
 */
record Tally(List<AnswerClass> classes, List<Double> weights) {
  /** The index of the heaviest class; of several, of the one that breaks the tie, or the first. */
  int winner(List<Double> tieBreaks) {
    int best = 0;
    for (int i = 1; i < weights.size(); i++) {
      int order = Double.compare(weights.get(i), weights.get(best));
      if (order > 0 || (order == 0 && tieBreaks.get(i) > tieBreaks.get(best))) {
        best = i;
      }
    }
    return best;
  }

  double total() {
    return weights.stream().mapToDouble(Double::doubleValue).sum();
  }

  /** The decision for a class, told by one of its members. */
  Decision decision(List<Ballot> pool, int winner, int candidate, double share) {
    double weight = weights.get(winner);
    long equals = weights.stream().filter(other -> other == weight).count();
    Map<String, Double> byKey = new LinkedHashMap<>();
    for (int i = 0; i < classes.size(); i++) {
      byKey.put(classes.get(i).key(), weights.get(i));
    }
    String answer = pool.get(candidate).answer();
    // Rounding may let the sum of all weights fall short of its only term.
    double bounded = Math.min(1, share);
    return new Decision(candidate, answer, bounded, classes.size(), equals > 1, byKey);
  }
}
