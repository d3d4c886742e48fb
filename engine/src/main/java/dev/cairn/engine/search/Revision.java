package dev.cairn.engine.search;

import dev.cairn.engine.search.Expansion.Decoding;
import java.util.List;

/**
 * A wish for other versions of a trajectory, be it finished: children that keep its first steps and
 * are written anew from there, to the end of the answer. In the tree they are its children,
 * although they do not continue it.
 *
 * @param from what is revised
 * @param kept steps of it that every child begins with, from 0 to all of them
 * @param cue put after these for the policy to go on from, and part of the child's text; may be
 *     empty
 * @param attempts what the policy is shown before it writes, the oldest first; empty if it is to
 *     know nothing but the text that it goes on from
 * @param width how many children, at least 1
 * @param maxTokens the most that a child is longer than what it keeps, whatever the policy's bound
 *     on a solution; {@link #POLICY_BOUND} for that bound
 * @param decoding how each child is drawn
 */
public record Revision(
    Trajectory from,
    int kept,
    String cue,
    List<Attempt> attempts,
    int width,
    int maxTokens,
    Decoding decoding)
    implements Request {
  /** No other bound on a child's length than the policy's own. */
  public static final int POLICY_BOUND = 0;

  /**
   * An earlier solution, as the policy is shown it.
   *
   * @param solution its answer at the time
   * @param remark what it is then told, as the next message of its user
   */
  public record Attempt(Trajectory solution, String remark) {
    /** Refuses an empty solution and a blank remark. */
    public Attempt {
      if (solution.steps().isEmpty()) {
        throw new IllegalArgumentException("an attempt must have a step");
      }
      if (remark.isBlank()) {
        throw new IllegalArgumentException("a remark must not be blank");
      }
    }
  }

  /** Copies the list; refuses to keep more than there is, and numbers out of range. */
  public Revision {
    attempts = List.copyOf(attempts);
    int steps = from.steps().size();
    if (kept < 0 || kept > steps) {
      throw new IllegalArgumentException(
          "kept must be in [0, %d], the steps of what is revised, but was %d"
              .formatted(steps, kept));
    }
    if (width < 1) {
      throw new IllegalArgumentException("width must be at least 1 but was " + width);
    }
    if (decoding == Decoding.GREEDY && width != 1) {
      throw new IllegalArgumentException(
          "width must be 1 for greedy decoding, which has one outcome, but was " + width);
    }
    if (maxTokens < 0) {
      throw new IllegalArgumentException("maxTokens must not be negative but was " + maxTokens);
    }
  }

  /** The last attempt written once more, all attempts and what is said of each in view. */
  public static Revision of(List<Attempt> attempts) {
    return of(attempts, 0);
  }

  /** The same, but the first {@code kept} steps of the last attempt stay. */
  public static Revision of(List<Attempt> attempts, int kept) {
    Trajectory last = attempts.get(attempts.size() - 1).solution();
    return new Revision(last, kept, "", attempts, 1, POLICY_BOUND, Decoding.SAMPLED);
  }

  @Override
  public Trajectory child(int number, List<Step> more, Finish why) {
    return from.revised(number, kept, more, why);
  }
}
