package dev.cairn.engine.vote;

import java.util.Collections;
import java.util.List;

/**
 * Chooses the most frequent answer: self-consistency, maj@n (Wang et al., Self-Consistency Improves
 * Chain of Thought Reasoning in Language Models, 2022, arXiv 2203.11171).
 *
 * <p>Of several, the class that occurs first is chosen; rewards play no part, so that the result is
 * the same with and without a reward model. The weight of a class is its number of candidates, the
 * share is of all candidates with an answer. The first member stands for its class.
 */
public record Majority() implements Vote {
  @Override
  public Decision decide(List<Ballot> pool) {
    List<AnswerClass> classes = AnswerClass.of(pool);
    if (classes.isEmpty()) {
      return Decision.none();
    }
    Tally tally =
        new Tally(classes, classes.stream().map(each -> (double) each.members().size()).toList());
    int winner = tally.winner(Collections.nCopies(classes.size(), 0.0));
    double share = tally.weights().get(winner) / tally.total();
    return tally.decision(pool, winner, classes.get(winner).first(), share);
  }

  @Override
  public boolean needsRewards() {
    return false;
  }
}
