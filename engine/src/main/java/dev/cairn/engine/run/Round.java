package dev.cairn.engine.run;

import dev.cairn.engine.search.Candidate;
import dev.cairn.engine.search.Request;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The children of one round of a search as they are asked for, in parts, and come in. */
final class Round {
  final List<? extends Request> requests;
  private final List<@Nullable Candidate[]> children;
  private int position;
  private int offset;
  private int missing;
  private Usage usage = Usage.NONE;

  /**
   * Children to be asked for together.
   *
   * @param position of the request in the round
   * @param offset of the first child among those of the request
   * @param wish for them
   */
  record Part(int position, int offset, Request wish) {}

  Round(List<? extends Request> requests) {
    this.requests = requests;
    this.children = new ArrayList<>(requests.size());
    for (Request request : requests) {
      children.add(new Candidate[request.width()]);
    }
  }

  /** What has not been asked for; of the first of these requests only the rest. */
  List<Request> rest() {
    List<Request> rest = new ArrayList<>(requests.subList(position, requests.size()));
    if (offset > 0) {
      rest.set(0, wish(position, requests.get(position).width() - offset));
    }
    return rest;
  }

  /** The next so many children. */
  List<Part> ask(int count) {
    List<Part> parts = new ArrayList<>();
    int left = count;
    while (left > 0 && position < requests.size()) {
      int width = Math.min(left, requests.get(position).width() - offset);
      parts.add(new Part(position, offset, wish(position, width)));
      missing += width;
      left -= width;
      offset += width;
      if (offset == requests.get(position).width()) {
        position++;
        offset = 0;
      }
    }
    return parts;
  }

  private Request wish(int at, int width) {
    return requests.get(at).wide(width);
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

  /** Notes what its children have cost. */
  void spend(Usage more) {
    usage = usage.plus(more);
  }

  /** What its children have cost so far. */
  Usage usage() {
    return usage;
  }

  /** Whether all its children were asked for and have come in. */
  boolean whole() {
    return missing == 0 && position == requests.size();
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
