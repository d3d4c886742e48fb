package dev.cairn.engine.run;

import dev.cairn.engine.search.Candidate;
import dev.cairn.engine.search.Request;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The children of one round of a search as they come in. */
final class Round {
  final List<? extends Request> requests;
  final List<@Nullable Candidate[]> children;
  int missing;

  Round(List<? extends Request> requests) {
    this.requests = requests;
    this.children = new ArrayList<>(requests.size());
    for (Request request : requests) {
      children.add(new Candidate[request.width()]);
      missing += request.width();
    }
  }

  /** All children, once none is missing. */
  List<List<Candidate>> complete() {
    List<List<Candidate>> lists = new ArrayList<>(children.size());
    for (Candidate[] siblings : children) {
      lists.add(List.of(siblings));
    }
    return lists;
  }
}
