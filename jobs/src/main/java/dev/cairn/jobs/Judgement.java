package dev.cairn.jobs;

import dev.cairn.engine.answer.Answer;
import dev.cairn.engine.search.Candidate;
import dev.cairn.jobs.io.StoredOutcome;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A stored outcome, read, graded and voted on.
 *
 * @param outcome what was judged
 * @param pool its candidates; empty for a failed search
 * @param verdicts by the name of the vote or the selection
 */
record Judgement(StoredOutcome outcome, List<Graded> pool, Map<String, Verdict> verdicts) {
  /**
   * A candidate with its answer.
   *
   * @param candidate the solution
   * @param answer what it says, or null
   * @param correct whether that is the reference answer
   */
  record Graded(Candidate candidate, @Nullable Answer answer, boolean correct) {}

  /**
   * What a vote, or a selection from the tree, chose.
   *
   * @param node of the solution that stands for the choice; null if there is no choice
   * @param candidate its number in the pool; null if there is no choice, or if it was selected from
   *     the tree and is no candidate of the search
   * @param answer as printed; null if there is no choice
   * @param correct whether it is the reference answer; a vote without a choice is not correct
   * @param expected the chance of its being correct if ties are broken at random
   * @param share how much of the vote is for the answer, in [0, 1]; of a selection, the share of
   *     the finished solutions with an answer that agree with it
   * @param classes number of distinct answers
   * @param tied whether a rule for ties decided; a selection takes the first of equal nodes and
   *     tells of none
   */
  record Verdict(
      @Nullable List<Integer> node,
      @Nullable Integer candidate,
      @Nullable String answer,
      boolean correct,
      double expected,
      double share,
      int classes,
      boolean tied) {}
}
