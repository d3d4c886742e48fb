package dev.cairn.engine.vote;

import dev.cairn.engine.search.Aggregation;
import java.util.Collections;
import java.util.List;

/**
 * Chooses the candidate with the highest aggregated reward: best-of-n, whose accuracy over problems
 * is rank@1 (Lightman et al., Let's Verify Step by Step, 2023, arXiv 2305.20050).
 *
 * <p>Of several with the highest, the first of the pool is chosen. The weight of a class is its
 * highest aggregated reward; the share is of the candidates with an answer, those that agree with
 * the chosen one.
 */
public record BestReward(Aggregation aggregation) implements Vote {
  @Override
  public Decision decide(List<Ballot> pool) {
    List<AnswerClass> classes = AnswerClass.of(pool);
    if (classes.isEmpty()) {
      return Decision.none();
    }
    List<List<Double>> values =
        classes.stream().map(each -> each.values(pool, aggregation)).toList();
    Tally tally = new Tally(classes, values.stream().map(Collections::max).toList());
    // The class whose best member stands earliest: in the pool's order the first of the best.
    double best = Collections.max(tally.weights());
    int winner = -1;
    int candidate = pool.size();
    for (int i = 0; i < classes.size(); i++) {
      int at = values.get(i).indexOf(best);
      if (at >= 0 && classes.get(i).members().get(at) < candidate) {
        winner = i;
        candidate = classes.get(i).members().get(at);
      }
    }
    long answered = classes.stream().mapToLong(each -> each.members().size()).sum();
    double share = (double) classes.get(winner).members().size() / answered;
    return tally.decision(pool, winner, candidate, share);
  }

  @Override
  public boolean needsRewards() {
    return true;
  }
}
