package dev.cairn.engine.simulate;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A policy worker's prefix cache as vLLM keeps it: full blocks of 16 tokens, each known by its own
 * tokens and all before them; when there is no room the block that was unused longest goes. Filled
 * when a request comes, with its prompt and with what will be written; so requests that come
 * together share what they have in common. Thread-safe.
 */
final class PrefixCache {
  static final int BLOCK = 16;

  private final Map<Long, Boolean> blocks;

  /** An empty cache for so many blocks. */
  PrefixCache(int size) {
    this.blocks =
        new LinkedHashMap<>(16, 0.75f, /* accessOrder= */ true) {
          private static final long serialVersionUID = 1;

          @Override
          protected boolean removeEldestEntry(Map.Entry<Long, Boolean> eldest) {
            return size() > size;
          }
        };
  }

  /** How many tokens of a prompt are found here; its last token is always computed. */
  synchronized int cached(List<String> prompt) {
    int found = 0;
    long hash = 1;
    while (found + BLOCK < prompt.size()) {
      hash = hash(hash, prompt, found);
      if (blocks.get(hash) == null) {
        break;
      }
      found += BLOCK;
    }
    return found;
  }

  /** Keeps the full blocks of a text. */
  synchronized void keep(List<String> tokens) {
    long hash = 1;
    for (int from = 0; from + BLOCK <= tokens.size(); from += BLOCK) {
      hash = hash(hash, tokens, from);
      blocks.put(hash, true);
    }
  }

  private static long hash(long before, List<String> tokens, int from) {
    long hash = before;
    for (int i = from; i < from + BLOCK; i++) {
      String token = tokens.get(i);
      for (int at = 0; at < token.length(); at++) {
        hash = (hash ^ token.charAt(at)) * 0x100000001b3L;
      }
      hash = (hash ^ 0x1ff) * 0x100000001b3L;
    }
    return hash;
  }
}
