package dev.cairn.engine.vote;

import dev.cairn.engine.search.Aggregation;
import java.util.Collections;
import java.util.List;

/**
 * Chooses the answer whose candidates have the largest sum of aggregated rewards: weighted@n (Li et
 * al., Making Large Language Models Better Reasoners with Step-Aware Verifier, 2022, arXiv
 * 2206.02336).
 *
 * <p>Of several, the class with the highest single aggregated reward is chosen, of several of these
 * the one that occurs first. Sums are of doubles in the order of the pool. The weight of a class is
 * its sum, the share is of the sum of all; it is 0 if every reward is 0. The first member stands
 * for its class.
 */
public record WeightedMajority(Aggregation aggregation) implements Vote {
  @Override
  public Decision decide(List<Ballot> pool) {
    List<AnswerClass> classes = AnswerClass.of(pool);
    if (classes.isEmpty()) {
      return Decision.none();
    }
    List<List<Double>> values =
        classes.stream().map(each -> each.values(pool, aggregation)).toList();
    Tally tally = new Tally(classes, values.stream().map(WeightedMajority::sum).toList());
    int winner = tally.winner(values.stream().map(Collections::max).toList());
    double total = tally.total();
    double share = total > 0 ? tally.weights().get(winner) / total : 0;
    return tally.decision(pool, winner, classes.get(winner).first(), share);
  }

  @Override
  public boolean needsRewards() {
    return true;
  }

  private static double sum(List<Double> values) {
    // A plain loop: the streams' compensated sum could make or break a tie.
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum;
  }
}
