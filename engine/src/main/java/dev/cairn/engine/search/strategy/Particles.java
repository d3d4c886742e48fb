package dev.cairn.engine.search.strategy;

import dev.cairn.engine.search.Aggregation;
import dev.cairn.engine.search.Candidate;
import dev.cairn.engine.search.Expansion;
import dev.cairn.engine.search.Problem;
import dev.cairn.engine.search.Trajectory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Particles, each at a node of the tree; several may be at the same.
 *
 * @param at where each is
 */
record Particles(List<Candidate> at) {
  Particles {
    at = List.copyOf(at);
  }

  /** {@code n} at the root. */
  static Particles start(Problem problem, int n) {
    Candidate root = new Candidate(Trajectory.start(problem), List.of());
    return new Particles(Collections.nCopies(n, root));
  }

  /** One next step for each that is open; those at one node ask together. */
  List<Expansion> steps() {
    Map<List<Integer>, Expansion> wishes = new LinkedHashMap<>();
    for (Candidate particle : at) {
      if (particle.open()) {
        wishes.merge(
            particle.trajectory().path(),
            Expansion.steps(particle.trajectory(), 1),
            (wish, one) -> Expansion.steps(wish.from(), wish.width() + one.width()));
      }
    }
    return List.copyOf(wishes.values());
  }

  /** Each one step on, given the answers to {@link #steps()}; the finished stay where they are. */
  Particles moved(List<List<Candidate>> children) {
    Map<List<Integer>, Integer> rows = new HashMap<>();
    Map<List<Integer>, Integer> taken = new HashMap<>();
    List<Candidate> moved = new ArrayList<>(at.size());
    for (Candidate particle : at) {
      if (particle.open()) {
        List<Integer> path = particle.trajectory().path();
        rows.putIfAbsent(path, rows.size());
        int number = taken.merge(path, 1, Integer::sum) - 1;
        moved.add(children.get(rows.get(path)).get(number));
      } else {
        moved.add(particle);
      }
    }
    return new Particles(moved);
  }

  /** Copies of the particles with these numbers. */
  Particles drawn(int[] numbers) {
    return new Particles(Arrays.stream(numbers).mapToObj(at::get).toList());
  }

  Particles plus(Particles others) {
    return new Particles(new Level(at).plus(others.at).candidates());
  }

  /** The log-odds of what each is worth. */
  double[] logOdds(Aggregation aggregation) {
    return at.stream()
        .mapToDouble(particle -> Weights.logOdds(aggregation.apply(particle)))
        .toArray();
  }

  /** Those that are finished. */
  List<Candidate> finished() {
    return new Level(at).finished().candidates();
  }

  int size() {
    return at.size();
  }
}
