package dev.cairn.engine.vote;

import java.util.List;

/** A rule that chooses one answer from the pool of one problem; immutable and without chance. */
public interface Vote {
  /**
   * Chooses an answer; the pool is in the order in which the search returned its candidates.
   *
   * @throws IllegalArgumentException if this vote needs rewards and a ballot that has an answer has
   *     none
   */
  Decision decide(List<Ballot> pool);

  /** Whether the ballots must carry rewards. */
  boolean needsRewards();
}
