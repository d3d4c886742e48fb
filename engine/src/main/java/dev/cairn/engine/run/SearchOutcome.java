package dev.cairn.engine.run;

import dev.cairn.engine.search.Candidate;
import dev.cairn.engine.search.Problem;
import java.time.Duration;
import java.util.List;

/** What a search left behind. Every search that is started ends in exactly one. */
public sealed interface SearchOutcome {
  WorkItem item();

  Problem problem();

  /** What it cost; of a failed search, what was answered before it failed. */
  Usage usage();

  /** From its start to its end on this machine's clock. */
  Duration elapsed();

  /** All nodes that were answered, in the order of their paths. */
  List<TreeNode> tree();

  /** Why a search ended without a failure. */
  enum Stop {
    /** The strategy asked for nothing more. */
    OVER,
    /** It had generated all the tokens allowed, or could not pay for another child. */
    TOKEN_LIMIT,
    /** It had made all the calls allowed. */
    CALL_LIMIT,
    /** Its time was up; at which step, no other run will repeat. */
    TIME_LIMIT
  }

  /**
   * A search that came to its end.
   *
   * @param candidates the finished solutions, possibly none; of a search that a limit stopped in
   *     the middle of a round, after its own those of that round
   */
  record Completed(
      WorkItem item,
      Problem problem,
      Usage usage,
      Duration elapsed,
      List<TreeNode> tree,
      Stop stop,
      List<Candidate> candidates)
      implements SearchOutcome {}

  /** A search that did not; the problem counts as not solved and is listed. */
  record Failed(
      WorkItem item,
      Problem problem,
      Usage usage,
      Duration elapsed,
      List<TreeNode> tree,
      Failure failure)
      implements SearchOutcome {}
}
