package dev.cairn.engine.run;

import dev.cairn.engine.run.TreeNode.Fate;
import dev.cairn.engine.search.Candidate;
import dev.cairn.engine.search.Pruned;
import dev.cairn.engine.search.Step;
import dev.cairn.engine.search.Trajectory;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/** The nodes that a search has been told, by path. */
final class Tree {
  /** Paths in the order in which a reader walks the tree: parents first, children by number. */
  static final Comparator<List<Integer>> BY_PATH =
      (a, b) -> {
        for (int i = 0; i < Math.min(a.size(), b.size()); i++) {
          int order = Integer.compare(a.get(i), b.get(i));
          if (order != 0) {
            return order;
          }
        }
        return Integer.compare(a.size(), b.size());
      };

  private record Known(Candidate candidate, int kept) {}

  private final Map<List<Integer>, Known> known = new HashMap<>();
  private final Set<List<Integer>> expanded = new HashSet<>();

  /** Adds a child of which the first {@code kept} steps are its parent's. */
  void add(Candidate candidate, Trajectory parent, int kept) {
    expanded.add(parent.path());
    known.put(candidate.trajectory().path(), new Known(candidate, kept));
  }

  /** The rewards of a node's steps; empty for the root. */
  List<Double> rewards(List<Integer> path) {
    Known node = known.get(path);
    return node == null ? List.of() : node.candidate().rewards();
  }

  /**
   * The tree as it is stored.
   *
   * @param pruned why the search gave a node up, where it says so
   * @param candidates paths of the finished candidates; empty for a failed search
   * @param rest what became of nodes that are neither expanded nor candidates
   */
  List<TreeNode> nodes(
      ToIntFunction<Trajectory> visits,
      Function<Trajectory, @Nullable Pruned> pruned,
      Set<List<Integer>> candidates,
      Fate rest) {
    return known.values().stream()
        .sorted(Comparator.comparing(node -> node.candidate().trajectory().path(), BY_PATH))
        .map(node -> node(node, visits, pruned, candidates, rest))
        .toList();
  }

  private TreeNode node(
      Known node,
      ToIntFunction<Trajectory> visits,
      Function<Trajectory, @Nullable Pruned> pruned,
      Set<List<Integer>> candidates,
      Fate rest) {
    Trajectory trajectory = node.candidate().trajectory();
    List<Double> rewards = node.candidate().rewards();
    int from = node.kept();
    List<Step> own = trajectory.steps().subList(from, trajectory.steps().size());
    return new TreeNode(
        trajectory.path(),
        from,
        own,
        rewards.isEmpty() ? List.of() : rewards.subList(from, rewards.size()),
        trajectory.finish(),
        visits.applyAsInt(trajectory),
        fate(trajectory.path(), pruned.apply(trajectory), candidates, rest));
  }

  private Fate fate(
      List<Integer> path, @Nullable Pruned pruned, Set<List<Integer>> candidates, Fate rest) {
    if (candidates.contains(path)) {
      return Fate.CANDIDATE;
    }
    if (pruned != null) {
      return Fate.of(pruned);
    }
    return expanded.contains(path) ? Fate.EXPANDED : rest;
  }
}
