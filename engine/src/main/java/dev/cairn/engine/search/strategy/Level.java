package dev.cairn.engine.search.strategy;

import dev.cairn.engine.search.Candidate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/**
 * Candidates in a row, such as the children of one round.
 *
 * @param candidates in the order in which they were asked for
 */
record Level(List<Candidate> candidates) {
  Level {
    candidates = List.copyOf(candidates);
  }

  /** All children, those of the first expansion first. */
  static Level of(List<List<Candidate>> children) {
    return new Level(children.stream().flatMap(List::stream).toList());
  }

  /** All children, the first of every expansion first. */
  static Level interleaved(List<List<Candidate>> children) {
    int widest = children.stream().mapToInt(List::size).max().orElse(0);
    List<Candidate> row = new ArrayList<>();
    for (int number = 0; number < widest; number++) {
      for (List<Candidate> siblings : children) {
        if (number < siblings.size()) {
          row.add(siblings.get(number));
        }
      }
    }
    return new Level(row);
  }

  Level open() {
    return where(Candidate::open);
  }

  Level finished() {
    return where(candidate -> !candidate.open());
  }

  Level where(Predicate<Candidate> condition) {
    return new Level(candidates.stream().filter(condition).toList());
  }

  /** These and then others. */
  Level plus(List<Candidate> others) {
    List<Candidate> row = new ArrayList<>(candidates);
    row.addAll(others);
    return new Level(row);
  }

  /** The best first; ties keep their order. */
  Level ranked(ToDoubleFunction<Candidate> value) {
    return new Level(
        candidates.stream().sorted(Comparator.comparingDouble(value).reversed()).toList());
  }

  /** The first {@code k}, or all if there are fewer. */
  Level first(int k) {
    return new Level(candidates.subList(0, Math.min(k, candidates.size())));
  }

  /** The first of each text; {@code rest} is told of the others. */
  Level distinct(Consumer<Candidate> rest) {
    Set<String> texts = new HashSet<>();
    List<Candidate> firsts = new ArrayList<>();
    for (Candidate candidate : candidates) {
      if (texts.add(candidate.trajectory().text())) {
        firsts.add(candidate);
      } else {
        rest.accept(candidate);
      }
    }
    return new Level(firsts);
  }

  int size() {
    return candidates.size();
  }
}
