package dev.cairn.engine.simulate;

/**
 * Chance that is a function of what it is asked about: uniform and normal numbers addressed by a
 * 64-bit key, and keys addressed by text.
 */
final class Chance {
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;
  private static final long PRIME = 0x100000001B3L;

  private Chance() {}

  /** A key of two keys (the output function of SplitMix64: Steele et al., OOPSLA 2014). */
  static long mix(long a, long b) {
    return scramble(scramble(a + GOLDEN) ^ (b * GOLDEN + PRIME));
  }

  /** A key of a text. */
  static long of(String text) {
    return extend(0xCBF29CE484222325L, text);
  }

  /** The key of the text of {@code key} with {@code more} appended: {@code of(a + b)}. */
  static long extend(long key, String more) {
    long hash = key;
    for (int i = 0; i < more.length(); i++) {
      hash = (hash ^ more.charAt(i)) * PRIME;
    }
    return hash;
  }

  /** Uniform in [0, 1). */
  static double uniform(long key) {
    return (scramble(key) >>> 11) * 0x1.0p-53;
  }

  /** An integer in [0, bound). */
  static int below(long key, int bound) {
    return (int) (uniform(key) * bound);
  }

  /** Normal with mean 0 and variance 1 (Box and Muller, 1958). */
  static double normal(long key) {
    double radius = Math.sqrt(-2 * Math.log(1 - uniform(mix(key, 1))));
    return radius * Math.cos(2 * Math.PI * uniform(mix(key, 2)));
  }

  private static long scramble(long value) {
    long z = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
