package dev.cairn.engine.run;

import dev.cairn.engine.search.Candidate;
import dev.cairn.engine.search.Expansion;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The children of one round of a search as they are asked for, in parts, and come in. */
final class Round {
  final List<Expansion> expansions;
  private final List<@Nullable Candidate[]> children;
  private int position;
  private int offset;
  private int missing;

  /**
   * Children to be asked for together.
   *
   * @param position of the expansion in the round
   * @param offset of the first child among those of the expansion
   * @param wish for them
   */
  record Part(int position, int offset, Expansion wish) {}

  Round(List<Expansion> expansions) {
    this.expansions = expansions;
    this.children = new ArrayList<>(expansions.size());
    for (Expansion expansion : expansions) {
      children.add(new Candidate[expansion.width()]);
    }
  }

  /** What has not been asked for; of the first of these expansions only the rest. */
  List<Expansion> rest() {
    List<Expansion> rest = new ArrayList<>(expansions.subList(position, expansions.size()));
    if (offset > 0) {
      rest.set(0, wish(position, expansions.get(position).width() - offset));
    }
    return rest;
  }

  /** The next so many children. */
  List<Part> ask(int count) {
    List<Part> parts = new ArrayList<>();
    int left = count;
    while (left > 0 && position < expansions.size()) {
      int width = Math.min(left, expansions.get(position).width() - offset);
      parts.add(new Part(position, offset, wish(position, width)));
      missing += width;
      left -= width;
      offset += width;
      if (offset == expansions.get(position).width()) {
        position++;
        offset = 0;
      }
    }
    return parts;
  }

  private Expansion wish(int at, int width) {
    Expansion whole = expansions.get(at);
    return new Expansion(whole.from(), width, whole.extent(), whole.decoding());
  }

  /** Puts a child in its place; false if it is there already. */
  boolean place(int at, int number, Candidate child) {
    @Nullable Candidate[] siblings = children.get(at);
    if (siblings[number] != null) {
      return false;
    }
    siblings[number] = child;
    missing--;
    return true;
  }

  /** Children that were asked for and have not come in. */
  int missing() {
    return missing;
  }

  /** All children, once none is missing and all were asked for. */
  List<List<Candidate>> complete() {
    List<List<Candidate>> lists = new ArrayList<>(children.size());
    for (Candidate[] siblings : children) {
      lists.add(List.of(siblings));
    }
    return lists;
  }

  /** The finished children that have come in. */
  List<Candidate> finished() {
    return children.stream()
        .flatMap(siblings -> Arrays.stream(siblings))
        .filter(Objects::nonNull)
        .filter(child -> !child.open())
        .toList();
  }
}
