package dev.cairn.engine.search.strategy;

import dev.cairn.engine.search.Candidate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The finished solutions that particles came to. */
final class Endings {
  private final Map<List<Integer>, Candidate> byPath = new LinkedHashMap<>();

  void add(Particles particles) {
    particles.finished().forEach(end -> byPath.putIfAbsent(end.trajectory().path(), end));
  }

  /** Each once, in the order found. */
  List<Candidate> once() {
    return List.copyOf(byPath.values());
  }
}
