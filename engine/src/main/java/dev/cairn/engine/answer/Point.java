package dev.cairn.engine.answer;

import java.math.BigDecimal;

/**
 * One of the fixed points at which formulas are compared: a number for every symbol, drawn by a
 * hash of its name.
 *
 * <p>Numbers are between 0.75 and 1.35 in size, so that high powers of them neither vanish nor
 * swamp the rest; at point 0 all are positive, at point 1 all negative, at the others of either
 * sign, so that {@code |x|}, {@code \sqrt{x^2}} and {@code x} are told apart.
 *
 * @param index from 0
 */
record Point(int index) {
  /** How many points formulas are compared at. */
  static final int POINTS = 10;

  private static final long BELOW = 750_000_000_000L;
  private static final long WIDTH = 600_000_000_000L;
  private static final int DECIMALS = 12;

  /** The number that a symbol stands for. */
  BigDecimal of(String symbol) {
    long hash = index + 1L;
    for (int i = 0; i < symbol.length(); i++) {
      hash = mix(hash + symbol.charAt(i));
    }
    hash = mix(hash);
    BigDecimal size = BigDecimal.valueOf(BELOW + Long.remainderUnsigned(hash, WIDTH), DECIMALS);
    boolean negative = index == 1 || (index > 1 && mix(hash) < 0);
    return negative ? size.negate() : size;
  }

  /** The finaliser of SplitMix64 (Steele, Lea and Flood, OOPSLA 2014). */
  private static long mix(long state) {
    long z = state + 0x9e3779b97f4a7c15L;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
