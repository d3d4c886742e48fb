package dev.cairn.engine.search.strategy;

import dev.cairn.engine.search.Candidate;
import dev.cairn.engine.search.Expansion;
import dev.cairn.engine.search.Expansion.Extent;
import dev.cairn.engine.search.Problem;
import dev.cairn.engine.search.Pruned;
import dev.cairn.engine.search.Search;
import dev.cairn.engine.search.Trajectory;
import dev.cairn.engine.search.strategy.Mcts.Answers;
import dev.cairn.engine.search.strategy.Mcts.Duplicates;
import dev.cairn.engine.search.strategy.Mcts.Finished;
import dev.cairn.engine.search.strategy.Mcts.Simulation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The simulations of a Monte Carlo tree search. Up to {@code parallel} of them walk at once: each
 * walks on to a node whose children nobody has seen, and waits until they are written. Answers are
 * taken in the order of asking, one by one, the slower ones holding up only those asked for later;
 * after each, all walk on that can, the older first. So what is asked for never follows from the
 * order of arrival. A simulation that ends makes room for the next at once. One that comes to a
 * node which another has asked for waits with it and walks on from there.
 *
 * <p>A search whose simulations all ended above any finished solution takes the most visited leaf
 * and, if it is open, asks for the end of its solution, so that its tokens were not spent for
 * nothing.
 */
final class TreeSearch implements Search {
  /** One simulation: where it is, and where it ended once that is known. */
  private static final class Walk {
    Node at;
    @Nullable Node end;

    Walk(Node root) {
      at = root;
      root.pend(1);
    }

    void goTo(Node child) {
      child.pending++;
      at = child;
    }
  }

  /** What is asked for and not told yet: children of a node, for the walk that came first. */
  private record Wish(Node node, Extent extent, @Nullable Walk walk) {}

  private final TreeRules rules;
  private final Node root;
  private final Map<List<Integer>, Node> nodes = new HashMap<>();
  private final List<Walk> waiting = new ArrayList<>();
  private final List<Wish> wishes = new ArrayList<>();
  private final List<Candidate> answers = new ArrayList<>();
  private final Set<String> answered = new HashSet<>();
  private final Set<List<Integer>> merged = new HashSet<>();
  private int started;
  private boolean completed;

  TreeSearch(Problem problem, TreeRules rules) {
    this.rules = rules;
    this.root = new Node(new Candidate(Trajectory.start(problem), List.of()), null, 0, 1);
    nodes.put(List.of(), root);
  }

  @Override
  public List<Expansion> begin() {
    return walkOn();
  }

  @Override
  public List<Expansion> advance(List<List<Candidate>> children) {
    List<Wish> told = wishes.subList(0, children.size());
    for (int i = 0; i < told.size(); i++) {
      Wish wish = told.get(i);
      if (wish.extent == Extent.STEP) {
        grow(wish, children.get(i));
      } else {
        rollOut(wish, children.get(i).get(0));
      }
    }
    told.clear();
    return walkOn();
  }

  @Override
  public boolean inTurn() {
    return true;
  }

  private List<Expansion> walkOn() {
    int known = wishes.size();
    waiting.removeIf(walk -> !waits(walk));
    while (waiting.size() < rules.parallel() && started < rules.paths() && !root.retired) {
      started++;
      Walk walk = new Walk(root);
      if (waits(walk)) {
        waiting.add(walk);
      }
    }
    if (waiting.isEmpty() && answers.isEmpty() && !completed) {
      completed = true;
      complete(mostVisitedLeaf());
    }
    return wishes.subList(known, wishes.size()).stream().map(this::expansion).toList();
  }

  private void complete(Node leaf) {
    if (leaf.open()) {
      wishes.add(new Wish(leaf, Extent.SOLUTION, null));
    } else {
      keep(leaf.candidate);
    }
  }

  private Expansion expansion(Wish wish) {
    Trajectory from = wish.node.candidate.trajectory();
    return wish.extent == Extent.STEP
        ? Expansion.steps(from, rules.width())
        : Expansion.solutions(from, 1);
  }

  /** Walks on until the simulation has to wait for children, or ends it. */
  private boolean waits(Walk walk) {
    while (walk.end == null) {
      if (!walk.at.open()) {
        walk.end = walk.at;
      } else if (!walk.at.expanded) {
        ask(walk);
        return true;
      } else {
        Node child = rules.selection().select(walk.at);
        if (child == null) {
          walk.at.pend(-1);
          return false;
        }
        walk.goTo(child);
      }
    }
    walk.at.pend(-1);
    end(walk.end);
    return false;
  }

  private void ask(Walk walk) {
    Node leaf = walk.at;
    // A rollout judges a leaf at its first visit; at the next one the leaf is expanded.
    boolean first = leaf.visits() == 0 && leaf.pending == 1 && leaf != root;
    Extent extent =
        rules.simulation() == Simulation.ROLLOUT && first ? Extent.SOLUTION : Extent.STEP;
    if (wishes.stream().noneMatch(wish -> wish.node == leaf && wish.extent == extent)) {
      wishes.add(new Wish(leaf, extent, walk));
    }
  }

  private void end(Node end) {
    end.backUp(node -> rules.value(end, node));
    if (!end.open()) {
      keep(end.candidate);
    }
  }

  private void keep(Candidate answer) {
    boolean fresh = answered.add(answer.trajectory().text());
    if (fresh || rules.answers() == Answers.EVERY_PATH) {
      answers.add(answer);
    }
  }

  /** Gives a node its children. */
  private void grow(Wish wish, List<Candidate> samples) {
    Node parent = wish.node;
    parent.children = children(parent, samples);
    parent.expanded = true;
    if (rules.simulation() == Simulation.LEAF && parent != root && wish.walk != null) {
      wish.walk.end = parent;
    }
    if (rules.finished() == Finished.RETIRE) {
      for (Node child : parent.children) {
        if (!child.open()) {
          end(child);
          child.retired = true;
        }
      }
    }
    parent.retireIfNothingIsLeft();
  }

  private List<Node> children(Node parent, List<Candidate> samples) {
    int steps = parent.candidate.trajectory().steps().size();
    List<Candidate> siblings = new ArrayList<>();
    List<Integer> counts = new ArrayList<>();
    Map<String, Integer> known = new HashMap<>();
    for (Candidate sample : samples) {
      if (sample.rewards().isEmpty()) {
        continue; // An answer without any step, which no reward model can judge.
      }
      Integer same =
          rules.duplicates() == Duplicates.APART
              ? null
              : known.putIfAbsent(sample.trajectory().text(), siblings.size());
      if (same == null) {
        siblings.add(sample);
        counts.add(1);
      } else {
        counts.set(same, counts.get(same) + 1);
        merged.add(sample.trajectory().path());
      }
    }
    double[] priors = rules.selection().priors(siblings, counts, steps);
    List<Node> children = new ArrayList<>(priors.length);
    for (int i = 0; i < priors.length; i++) {
      children.add(add(siblings.get(i), parent, priors[i]));
    }
    return children;
  }

  private Node add(Candidate candidate, Node parent, double prior) {
    Node node = new Node(candidate, parent, rules.aggregation().apply(candidate), prior);
    nodes.put(candidate.trajectory().path(), node);
    return node;
  }

  /** A solution that was sampled to its end is where its simulation ends, and no child to go to. */
  private void rollOut(Wish wish, Candidate solution) {
    if (wish.walk == null) {
      keep(solution);
    } else {
      wish.walk.end = add(solution, wish.node, 1);
    }
  }

  private Node mostVisitedLeaf() {
    Node node = root;
    while (!node.children.isEmpty()) {
      node =
          node.children.stream()
              .max(Comparator.comparingInt(Node::visits).thenComparingDouble(child -> child.reward))
              .orElseThrow();
    }
    return node;
  }

  @Override
  public List<Candidate> candidates() {
    return List.copyOf(answers);
  }

  @Override
  public int visits(Trajectory node) {
    Node known = nodes.get(node.path());
    return known == null ? 0 : known.visits();
  }

  @Override
  public @Nullable Pruned pruned(Trajectory node) {
    return merged.contains(node.path()) ? Pruned.DUPLICATE : null;
  }
}
