package dev.cairn.jobs;

import dev.cairn.engine.answer.Answer;
import dev.cairn.engine.search.Candidate;
import dev.cairn.engine.vote.Decision;
import dev.cairn.jobs.io.StoredOutcome;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A stored outcome, read, graded and voted on.
 *
 * @param outcome what was judged
 * @param pool its candidates; empty for a failed search
 * @param verdicts by the name of the vote
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
   * What a vote chose.
   *
   * @param decision the choice
   * @param correct whether it is the reference answer; a vote without a choice is not correct
   * @param expected the chance of its being correct if ties are broken at random
   */
  record Verdict(Decision decision, boolean correct, double expected) {}
}
