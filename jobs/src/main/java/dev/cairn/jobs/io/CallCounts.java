package dev.cairn.jobs.io;

/**
 * What a call log has done.
 *
 * @param kept answers written to it
 * @param replayed calls that it answered from earlier attempts, submissions or runs
 * @param unlogged answers that it did not keep, because it was full or could not be written
 * @param damaged places in its segments that could not be read
 */
public record CallCounts(long kept, long replayed, long unlogged, long damaged) {
  /** The sums of both. */
  public CallCounts plus(CallCounts other) {
    return new CallCounts(
        kept + other.kept,
        replayed + other.replayed,
        unlogged + other.unlogged,
        damaged + other.damaged);
  }
}
