package dev.cairn.engine.vote;

import dev.cairn.engine.search.Aggregation;
import java.util.List;

/**
 * Chooses the answer whose candidates have the largest sum of aggregated rewards: weighted@n (Li et
 * al., Making Large Language Models Better Reasoners with Step-Aware Verifier, 2022, arXiv
 * 2206.02336).
 *
 * <p>Sums are of doubles in the order of the pool. The weight of a class is its sum, the share is
 * of the sum of all; it is 0 if every reward is 0 or a class has a negative sum. The first member
 * stands for its class.
 *
 * @param aggregation of the step rewards of a candidate
 * @param ties which of several answers of the largest sum is chosen
 */
public record WeightedMajority(Aggregation aggregation, Ties ties) implements Vote {
  /** Of several, chooses the answer that occurs first. */
  public WeightedMajority(Aggregation aggregation) {
    this(aggregation, Ties.FIRST_SEEN);
  }

  @Override
  public Decision decide(List<Ballot> pool) {
    List<AnswerClass> classes = AnswerClass.of(pool);
    if (classes.isEmpty()) {
      return Decision.none();
    }
    Tally tally =
        new Tally(
            classes,
            classes.stream()
                .map(each -> Tally.sum(each.values(pool, aggregation::apply)))
                .toList());
    return tally.decision(
        pool,
        ties.choose(
            tally.heaviest(), each -> each.completeAt(each.values(pool, aggregation::apply))));
  }

  @Override
  public boolean needsRewards() {
    return true;
  }
}
