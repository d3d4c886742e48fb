package dev.cairn.engine.run;

import dev.cairn.engine.search.Aggregation;
import dev.cairn.engine.search.Finish;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * A search's tree as it was stored, from which another solution can be selected than the search or
 * a vote did, without a call to any worker. After the offline selection of AlphaMath (Chen et al.,
 * 2024, arXiv 2405.03553): branches without a finished solution are left out, and from the root
 * down the best child is taken.
 *
 * <p>The value of a node is the mean reward of where simulations ended at or below it. How many
 * ended at a node follows from visits: its own without those of its children. Where none ended, and
 * for strategies that do not count visits at inner nodes, the value is that of the leaves below. A
 * node without a step has no reward of its own and is worth what its parent is worth. A finished
 * solution that was revised is worth what the best of its versions is.
 */
public final class StoredTree {
  /** What is best. */
  public enum By {
    /** From the root down, the child of highest value. */
    MAX_VALUE,
    /** From the root down, the child of most visits; of equal ones that of highest value. */
    MAX_VISITS,
    /** Of all finished solutions that were visited, that of highest reward. */
    BEST_PATH
  }

  /** A node among its relatives; {@code rewards} are those of its whole path. */
  private record Place(TreeNode node, List<Double> rewards, List<Place> children) {
    boolean finished() {
      return node.finish() != Finish.SEPARATOR;
    }

    /** A finished solution and all its revisions; what had no room for a step is neither. */
    Stream<Place> versions() {
      Stream<Place> revised = children.stream().flatMap(Place::versions);
      return rewards.isEmpty() ? revised : Stream.concat(Stream.of(this), revised);
    }

    boolean leadsTo(Predicate<TreeNode> end) {
      return end.test(node) || children.stream().anyMatch(child -> child.leadsTo(end));
    }

    int ended() {
      if (rewards.isEmpty()) {
        return 0;
      }
      int further = children.stream().mapToInt(child -> child.node.visits()).sum();
      return Math.max(0, node.visits() - further);
    }
  }

  /**
   * Where simulations ended at or below a node.
   *
   * @param count of them
   * @param rewards their sum
   */
  private record Ends(double count, double rewards) {}

  private final Aggregation aggregation;
  private final Map<List<Integer>, Place> places = new HashMap<>();
  private final IdentityHashMap<Place, Ends> ends = new IdentityHashMap<>();
  private final List<Place> roots = new ArrayList<>();

  /**
   * Reads a tree.
   *
   * @param nodes of one search, parents before their children
   * @param aggregation the reward of a node
   * @throws IllegalArgumentException if a parent is missing
   */
  public StoredTree(List<TreeNode> nodes, Aggregation aggregation) {
    this.aggregation = aggregation;
    nodes.forEach(this::add);
  }

  private void add(TreeNode node) {
    List<Double> rewards = new ArrayList<>();
    List<Place> siblings = roots;
    if (node.path().size() > 1) {
      Place parent = places.get(node.path().subList(0, node.path().size() - 1));
      if (parent == null) {
        throw new IllegalArgumentException("the tree lacks the parent of node " + node.path());
      }
      rewards.addAll(parent.rewards.subList(0, Math.min(node.kept(), parent.rewards.size())));
      siblings = parent.children;
    }
    rewards.addAll(node.rewards());
    Place place = new Place(node, rewards, new ArrayList<>());
    siblings.add(place);
    places.put(node.path(), place);
  }

  /**
   * The value of a node, in [0, 1] unless rewards are summed up.
   *
   * @throws IllegalArgumentException if there is no such node or it has no rewards
   */
  public double value(List<Integer> path) {
    Place place = places.get(path);
    if (place == null) {
      throw new IllegalArgumentException("the tree has no node " + path);
    }
    return value(place);
  }

  /** The finished solution that is best, or empty if none is finished. */
  public Optional<TreeNode> best(By by) {
    return best(by, end -> true);
  }

  /**
   * The best of some finished solutions, or empty if there is none.
   *
   * @param among the solutions that may be chosen, such as those that state an answer
   * @throws IllegalArgumentException if such a solution has no rewards
   */
  public Optional<TreeNode> best(By by, Predicate<TreeNode> among) {
    Predicate<TreeNode> end = node -> node.finish() != Finish.SEPARATOR && among.test(node);
    Comparator<Place> byValue = Comparator.comparingDouble(this::value);
    return switch (by) {
      case MAX_VALUE -> walk(byValue, end);
      case MAX_VISITS ->
          walk(
              Comparator.<Place>comparingInt(place -> place.node.visits()).thenComparing(byValue),
              end);
      case BEST_PATH ->
          first(
                  places.values().stream()
                      .filter(place -> end.test(place.node) && place.node.visits() > 0)
                      .filter(place -> !place.rewards.isEmpty())
                      .sorted(Comparator.comparing(place -> place.node.path(), Tree.BY_PATH))
                      .toList(),
                  Comparator.comparingDouble(this::rank))
              .map(Place::node);
    };
  }

  /** Of a finished solution and its revisions that of highest reward is taken. */
  private Optional<TreeNode> walk(Comparator<Place> order, Predicate<TreeNode> end) {
    List<Place> children = roots;
    while (true) {
      Optional<Place> reached =
          first(children.stream().filter(child -> child.leadsTo(end)).toList(), order);
      if (reached.isEmpty() || reached.get().finished()) {
        return reached.flatMap(place -> bestVersion(place, end)).map(Place::node);
      }
      children = reached.get().children;
    }
  }

  private Optional<Place> bestVersion(Place finished, Predicate<TreeNode> end) {
    return first(
        finished.versions().filter(version -> end.test(version.node)).toList(),
        Comparator.comparingDouble(this::rank));
  }

  /** The greatest, of equal ones the first. */
  private static Optional<Place> first(List<Place> places, Comparator<Place> order) {
    return places.stream().reduce((a, b) -> order.compare(a, b) >= 0 ? a : b);
  }

  private double rank(Place place) {
    return aggregation.rank(place.rewards);
  }

  private double reward(Place place) {
    return aggregation.apply(place.rewards);
  }

  private double value(Place place) {
    if (place.finished()) {
      return bestVersion(place, version -> true).map(this::reward).orElse(0.0);
    }
    Ends below = ends(place);
    return below.count == 0 ? reward(place) : below.rewards / below.count;
  }

  /** Summed up once for each node, since a walk compares the values of many that share others. */
  private Ends ends(Place place) {
    Ends known = ends.get(place);
    if (known != null) {
      return known;
    }
    int own = place.ended();
    double count = own;
    double rewards = own == 0 ? 0 : own * reward(place);
    for (Place child : place.children) {
      Ends further = ends(child);
      count += further.count;
      rewards += further.rewards;
    }
    Ends all = new Ends(count, rewards);
    ends.put(place, all);
    return all;
  }
}
