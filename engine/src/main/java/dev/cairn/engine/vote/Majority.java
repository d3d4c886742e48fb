package dev.cairn.engine.vote;

import java.util.List;

/**
 * Chooses the most frequent answer: self-consistency, maj@n (Wang et al., Self-Consistency Improves
 * Chain of Thought Reasoning in Language Models, 2022, arXiv 2203.11171).
 *
 * <p>Rewards play no part, so that the result is the same with and without a reward model. The
 * weight of a class is its number of candidates, the share is of all candidates with an answer. The
 * first member stands for its class.
 *
 * @param ties which of several most frequent answers is chosen
 */
public record Majority(Ties ties) implements Vote {
  /** Of several, chooses the answer that occurs first. */
  public Majority() {
    this(Ties.FIRST_SEEN);
  }

  @Override
  public Decision decide(List<Ballot> pool) {
    List<AnswerClass> classes = AnswerClass.of(pool);
    if (classes.isEmpty()) {
      return Decision.none();
    }
    Tally tally =
        new Tally(classes, classes.stream().map(each -> (double) each.members().size()).toList());
    return tally.decision(pool, ties.choose(tally.heaviest(), AnswerClass::last));
  }

  @Override
  public boolean needsRewards() {
    return false;
  }
}
