package dev.cairn.engine.simulate;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How long the steps that lead to a text take when decoded one after the other, each alone: the
 * part of a search that no batching makes shorter. One for a fleet, since a solution may wander
 * between workers. It grows by an entry per generated step until it is cleared.
 */
final class Chains {
  private final Map<Long, Double> secondsByText = new ConcurrentHashMap<>();

  /** Simulated seconds of decoding that a prompt rests upon; 0 if nobody here generated it. */
  double secondsBehind(String prompt) {
    return secondsByText.getOrDefault(key(prompt), 0.0);
  }

  /** Notes what a text that may be continued rests upon. */
  void note(String prompt, String generated, double seconds) {
    secondsByText.merge(key(prompt + generated), seconds, Math::max);
  }

  void clear() {
    secondsByText.clear();
  }

  /** Without the blanks at the end, as clients may cut a separator off and append it again. */
  private static long key(String text) {
    return Chance.of(text.stripTrailing());
  }
}
