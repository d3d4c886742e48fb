package dev.cairn.engine.search;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A running search on one problem: asks for children, is told them, asks again. Mutable and
 * single-threaded. It ends when it asks for nothing and was told all it asked for; it must, once
 * nothing it holds is open.
 */
public interface Search {
  /** The first wishes. */
  List<? extends Request> begin();

  /**
   * The next wishes, or none.
   *
   * @param children of the last round: the i-th list holds the children of the i-th request, in the
   *     order of their numbers and as many as its width. If the search takes answers in turn: of
   *     the oldest requests whose children it was not told, at least one
   */
  List<? extends Request> advance(List<List<Candidate>> children);

  /**
   * Whether it takes answers in turn: it can be told the children of its oldest request while
   * others are still being written, and then may ask for more beside them. It is told in the order
   * of its requests and never in that of arrival, so its result does not depend on time. Others are
   * told all children of a round at once.
   */
  default boolean inTurn() {
    return false;
  }

  /** The finished candidates so far, in the order they were found; valid at any time. */
  List<Candidate> candidates();

  /**
   * How often the search went through a node, for the stored tree. Methods that do not count say 1.
   */
  default int visits(Trajectory node) {
    return 1;
  }

  /**
   * Why it gave a node up, for the stored tree; null where there is no more to say than that it
   * preferred others to a node that it neither expanded nor returned.
   */
  default @Nullable Pruned pruned(Trajectory node) {
    return null;
  }
}
