package dev.cairn.engine.run;

import java.util.List;

/**
 * Seeds as functions of names: the same work item at the same node asks with the same seed, in
 * whatever order and on whatever machine it runs.
 */
public final class Seeds {
  // 30 bits: a request's seed is this plus a child number, and some servers read seeds as 32-bit
  // signed integers.
  private static final long REQUEST_BITS = (1L << 30) - 1;

  private Seeds() {}

  /** The seed of a work item. */
  public static long of(long runSeed, WorkItem item) {
    long hash = mix(runSeed);
    hash = mix(hash ^ hash(item.experiment()));
    hash = mix(hash ^ hash(item.problem()));
    return mix(hash ^ item.repetition());
  }

  /** The seed from which a node's children are drawn, child k with this + k; below 2^30. */
  public static long request(long searchSeed, List<Integer> path) {
    long hash = mix(searchSeed);
    for (int child : path) {
      hash = mix(hash ^ (child + 1L));
    }
    return hash & REQUEST_BITS;
  }

  /** Spreads names evenly and the same way always; not a seed. */
  public static long spread(String name) {
    return mix(hash(name));
  }

  /** FNV-1a over the UTF-16 units. */
  private static long hash(String text) {
    long hash = 0xcbf29ce484222325L;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
    }
    return hash;
  }

  /** One step of SplitMix64 (Steele, Lea and Flood, OOPSLA 2014). */
  private static long mix(long state) {
    long z = state + 0x9e3779b97f4a7c15L;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
