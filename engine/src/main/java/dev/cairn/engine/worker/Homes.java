package dev.cairn.engine.worker;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where the calls of each affinity were sent last, and how many they were: where their common
 * prefix is cached, and how far their search has come. Remembers the affinities in use and forgets
 * those that were silent longest. Guarded by its pool.
 */
final class Homes {
  private static final int REMEMBERED = 16_384;

  private record Home(String endpoint, long calls) {}

  private final Map<String, Home> homes =
      new LinkedHashMap<>(16, 0.75f, /* accessOrder= */ true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Home> eldest) {
          return size() > REMEMBERED;
        }
      };

  /** Where the last call of an affinity went, or null. */
  @Nullable String of(String affinity) {
    Home home = homes.get(affinity);
    return home == null ? null : home.endpoint;
  }

  boolean isCold(String affinity) {
    return !homes.containsKey(affinity);
  }

  /** A call of an affinity goes to an endpoint. */
  void move(String affinity, String endpoint) {
    homes.merge(
        affinity, new Home(endpoint, 1), (old, now) -> new Home(now.endpoint, old.calls + 1));
  }

  /** How many calls of an affinity were sent. */
  long calls(String affinity) {
    Home home = homes.get(affinity);
    return home == null ? 0 : home.calls;
  }
}
