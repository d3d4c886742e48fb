package dev.cairn.engine.run;

import dev.cairn.engine.search.Aggregation;
import dev.cairn.engine.search.Finish;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
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
 * finished solution that was revised is worth what the best of its versions is.
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

    boolean leadsToAnEnd() {
      return finished() || children.stream().anyMatch(Place::leadsToAnEnd);
    }

    int ended() {
      int further = children.stream().mapToInt(child -> child.node.visits()).sum();
      return Math.max(0, node.visits() - further);
    }
  }

  private final Aggregation aggregation;
  private final Map<List<Integer>, Place> places = new HashMap<>();
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
   * The value of a node, in [0, 1].
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
    Comparator<Place> byValue = Comparator.comparingDouble(this::value);
    return switch (by) {
      case MAX_VALUE -> walk(byValue);
      case MAX_VISITS ->
          walk(Comparator.<Place>comparingInt(place -> place.node.visits()).thenComparing(byValue));
      case BEST_PATH ->
          first(
                  places.values().stream()
                      .filter(place -> place.finished() && !place.rewards.isEmpty())
                      .filter(place -> place.node.visits() > 0)
                      .sorted(Comparator.comparing(place -> place.node.path(), Tree.BY_PATH))
                      .toList(),
                  Comparator.comparingDouble(this::reward))
              .map(Place::node);
    };
  }

  /** Of a finished solution and its revisions that of highest reward is taken. */
  private Optional<TreeNode> walk(Comparator<Place> order) {
    List<Place> children = roots;
    while (true) {
      Optional<Place> reached =
          first(children.stream().filter(Place::leadsToAnEnd).toList(), order);
      if (reached.isEmpty() || reached.get().finished()) {
        return reached.flatMap(this::bestVersion).map(Place::node);
      }
      children = reached.get().children;
    }
  }

  private Optional<Place> bestVersion(Place finished) {
    return first(finished.versions().toList(), Comparator.comparingDouble(this::reward));
  }

  /** The greatest, of equal ones the first. */
  private static Optional<Place> first(List<Place> places, Comparator<Place> order) {
    return places.stream().reduce((a, b) -> order.compare(a, b) >= 0 ? a : b);
  }

  private double reward(Place place) {
    return aggregation.apply(place.rewards);
  }

  private double value(Place place) {
    if (place.finished()) {
      return bestVersion(place).map(this::reward).orElse(0.0);
    }
    double count = sum(place, Place::ended);
    return count == 0
        ? reward(place)
        : sum(place, below -> below.ended() == 0 ? 0 : below.ended() * reward(below)) / count;
  }

  /** The sum over a node and all below it. */
  private static double sum(Place place, ToDoubleFunction<Place> of) {
    double sum = of.applyAsDouble(place);
    for (Place child : place.children) {
      sum += sum(child, of);
    }
    return sum;
  }
}
