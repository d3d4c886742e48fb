package dev.cairn.engine.worker;

/**
 * How many sequences a server may have under way, found by trying: additive increase and
 * multiplicative decrease (Chiu and Jain, Analysis of the Increase and Decrease Algorithms for
 * Congestion Avoidance in Computer Networks, Computer Networks and ISDN Systems 17(1), 1989) after
 * a slow start (Jacobson, Congestion Avoidance and Control, SIGCOMM 1988).
 *
 * <p>Answers raise the limit, up to a ceiling, but only those of calls that found it used up: a
 * limit that nobody reaches says nothing about the server. Until the first overload a full round of
 * answers doubles it, afterwards it adds a sixteenth of the ceiling. An overload takes a quarter
 * off, once per episode: further complaints about calls that were sent before the cut are the same
 * overload. A call of more sequences than the limit is let in alone. Guarded by its pool.
 */
final class AdaptiveLimit {
  private static final double KEPT_BY_A_CUT = 0.75;
  private static final double USED_UP = 0.9;
  private static final int STEPS_TO_THE_CEILING = 16;

  private final int ceiling;
  private double limit;
  private boolean slowStart = true;
  private int inFlight;
  private long episode;

  /**
   * A call's place.
   *
   * @param episode in which it was sent
   * @param usedUp whether it left no room, or hardly any, for another like it
   */
  record Place(int sequences, long episode, boolean usedUp) {}

  /** A limit that is never above {@code ceiling}, at least 1. */
  AdaptiveLimit(int ceiling) {
    if (ceiling < 1) {
      throw new IllegalArgumentException(
          "sequences in flight must be at least 1 but was " + ceiling);
    }
    this.ceiling = ceiling;
    restart();
  }

  /** Starts slowly again, as is due for a server that has just come (back). */
  void restart() {
    limit = Math.max(Math.min(ceiling, STEPS_TO_THE_CEILING), ceiling / 4);
    slowStart = true;
    episode++;
  }

  boolean hasRoomFor(int sequences) {
    return inFlight == 0 || inFlight + sequences <= limit();
  }

  Place enter(int sequences) {
    inFlight += sequences;
    boolean usedUp = !hasRoomFor(sequences) || inFlight >= USED_UP * limit;
    return new Place(sequences, episode, usedUp);
  }

  /** Gives a place back. */
  void leave(Place place) {
    inFlight -= place.sequences;
  }

  /** A call was answered, well or badly, in the time allowed. */
  void answered(Place place) {
    if (place.usedUp && place.episode == episode) {
      double perRound = slowStart ? limit : Math.max(1, ceiling / (double) STEPS_TO_THE_CEILING);
      limit = Math.min(ceiling, limit + perRound * place.sequences / limit);
    }
  }

  /** The server had too much to do. Returns whether this begins an episode. */
  boolean overloaded(Place place) {
    if (place.episode != episode) {
      return false;
    }
    int reached = Math.max(1, Math.min(limit(), inFlight + place.sequences));
    limit = Math.max(1, reached * KEPT_BY_A_CUT);
    slowStart = false;
    episode++;
    return true;
  }

  int limit() {
    return (int) limit;
  }

  int inFlight() {
    return inFlight;
  }
}
