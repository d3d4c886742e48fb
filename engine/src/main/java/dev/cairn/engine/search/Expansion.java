package dev.cairn.engine.search;

import java.util.List;

/**
 * A wish for continuations of an open trajectory.
 *
 * @param from an open trajectory
 * @param width how many children, at least 1
 * @param extent how far each child goes
 * @param decoding how each child is drawn
 */
public record Expansion(Trajectory from, int width, Extent extent, Decoding decoding)
    implements Request {

  /** How far a child goes. */
  public enum Extent {
    /** To the next separator. */
    STEP,
    /** To the end of the answer. */
    SOLUTION
  }

  /** How a child's tokens are chosen. */
  public enum Decoding {
    /** Drawn at the policy's temperature. */
    SAMPLED,
    /** The likeliest token each time. */
    GREEDY
  }

  /** Refuses a finished trajectory, a width below 1 and several greedy children. */
  public Expansion {
    if (!from.open()) {
      throw new IllegalArgumentException("only an open trajectory can be expanded");
    }
    if (width < 1) {
      throw new IllegalArgumentException("width must be at least 1 but was " + width);
    }
    if (decoding == Decoding.GREEDY && width != 1) {
      throw new IllegalArgumentException(
          "width must be 1 for greedy decoding, which has one outcome, but was " + width);
    }
  }

  /** Samples {@code width} next steps. */
  public static Expansion steps(Trajectory from, int width) {
    return new Expansion(from, width, Extent.STEP, Decoding.SAMPLED);
  }

  /** Samples {@code width} solutions to their end. */
  public static Expansion solutions(Trajectory from, int width) {
    return new Expansion(from, width, Extent.SOLUTION, Decoding.SAMPLED);
  }

  /** All of them. */
  @Override
  public int kept() {
    return from.steps().size();
  }

  @Override
  public Trajectory child(int number, List<Step> more, Finish why) {
    return from.append(number, more, why);
  }

  @Override
  public Expansion wide(int otherWidth) {
    return new Expansion(from, otherWidth, extent, decoding);
  }
}
