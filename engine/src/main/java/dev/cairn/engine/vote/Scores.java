package dev.cairn.engine.vote;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** Chooses the candidate of the highest score, of several the first of the pool. */
final class Scores {
  private Scores() {}

  /**
   * The decision; the weight of a class is its best value, the share is of the candidates that have
   * a vote, those that agree with the chosen one.
   *
   * @param rank orders the candidates by their rewards
   * @param value what they are worth, in the same order but for rounding
   */
  static Decision best(
      List<Ballot> pool,
      ToDoubleFunction<List<Double>> rank,
      ToDoubleFunction<List<Double>> value) {
    List<AnswerClass> classes = AnswerClass.of(pool);
    if (classes.isEmpty()) {
      return Decision.none();
    }
    List<Integer> best = new ArrayList<>();
    double highest = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < pool.size(); i++) {
      if (pool.get(i).votes()) {
        double ranked = rank.applyAsDouble(AnswerClass.rewards(pool, i));
        if (ranked > highest) {
          best.clear();
          highest = ranked;
        }
        if (ranked == highest) {
          best.add(i);
        }
      }
    }
    List<Double> weights =
        classes.stream().map(each -> Collections.max(each.values(pool, value))).toList();
    int chosen = best.get(0);
    long agreeing = 0;
    long voting = 0;
    for (AnswerClass each : classes) {
      voting += each.members().size();
      agreeing += each.members().contains(chosen) ? each.members().size() : 0;
    }
    return new Tally(classes, weights).decision(pool, chosen, (double) agreeing / voting, best);
  }
}
