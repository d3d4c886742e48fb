package dev.cairn.engine.simulate;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a policy worker finds cached. Either by a rule that only the prompt decides, so that the
 * same calls always count the same: a prompt that continues a solution finds all its full blocks
 * but for its last token, which is always computed, as in a cache without bound on a worker that
 * wrote the solution itself; a prompt with no solution yet finds nothing. Or in a real cache of its
 * own, so that routing and eviction count, beside which the caches of all workers are looked up
 * together: what a router that knew everything could have found.
 */
final class Prefixes {
  private final @Nullable PrefixCache own;
  private final @Nullable PrefixCache all;

  private Prefixes(@Nullable PrefixCache own, @Nullable PrefixCache all) {
    this.own = own;
    this.all = all;
  }

  /**
   * Cached tokens of a prompt.
   *
   * @param here on this worker
   * @param anywhere on the worker of the fleet that has most, had it forgotten nothing
   */
  record Hit(int here, int anywhere) {}

  static Prefixes byRule() {
    return new Prefixes(null, null);
  }

  /** A cache of so many blocks; {@code all} is shared by the fleet. */
  static Prefixes cache(int blocks, PrefixCache all) {
    return new Prefixes(new PrefixCache(blocks), all);
  }

  /** Looks a prompt up; {@code started} if it continues a solution. */
  Hit find(String prompt, int tokens, boolean started) {
    if (own == null || all == null) {
      int block = PrefixCache.BLOCK;
      int cached = started ? (tokens - 1) / block * block : 0;
      return new Hit(cached, cached);
    }
    List<String> read = Tokenizer.tokens(prompt);
    return new Hit(own.cached(read), all.cached(read));
  }

  /** Keeps a prompt with its samples. */
  void keep(String prompt, List<Decoded> samples) {
    if (own == null || all == null) {
      return;
    }
    for (Decoded sample : samples) {
      List<String> tokens = Tokenizer.tokens(prompt + sample.text());
      own.keep(tokens);
      all.keep(tokens);
    }
  }
}
