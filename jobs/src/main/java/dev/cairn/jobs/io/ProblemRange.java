package dev.cairn.jobs.io;

import dev.cairn.engine.run.Seeds;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * Problems whose hashes lie between two, both included. A task has the problems of one range, and
 * its call segments bear the range in their names, so that whoever looks for a problem's calls
 * opens few others.
 *
 * @param from an unsigned number
 * @param to an unsigned number, not below {@code from}
 */
public record ProblemRange(int from, int to) {
  private static final int DIGITS = 8;

  /** The place of a problem; to be compared unsigned. */
  public static int hash(String problem) {
    return (int) (Seeds.spread(problem) >>> Integer.SIZE);
  }

  /** The smallest range that holds problems of these hashes, of which there must be one. */
  static ProblemRange of(Collection<Integer> hashes) {
    int from = hashes.stream().min(Integer::compareUnsigned).orElseThrow();
    int to = hashes.stream().max(Integer::compareUnsigned).orElseThrow();
    return new ProblemRange(from, to);
  }

  /** The range at the beginning of a name, or null if there is none. */
  static @Nullable ProblemRange parse(String name) {
    if (!name.matches("[0-9a-f]{8}-[0-9a-f]{8}-.*")) {
      return null;
    }
    return new ProblemRange(
        Integer.parseUnsignedInt(name.substring(0, DIGITS), 16),
        Integer.parseUnsignedInt(name.substring(DIGITS + 1, 2 * DIGITS + 1), 16));
  }

  boolean meets(ProblemRange other) {
    return Integer.compareUnsigned(from, other.to) <= 0
        && Integer.compareUnsigned(other.from, to) <= 0;
  }

  /** As it begins a name. */
  @Override
  public String toString() {
    return "%08x-%08x".formatted(from, to);
  }
}
