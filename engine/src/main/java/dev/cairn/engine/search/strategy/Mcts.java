package dev.cairn.engine.search.strategy;

import dev.cairn.engine.search.Aggregation;
import dev.cairn.engine.search.Candidate;
import dev.cairn.engine.search.Expansion;
import dev.cairn.engine.search.Problem;
import dev.cairn.engine.search.Search;
import dev.cairn.engine.search.SearchStrategy;
import dev.cairn.engine.search.Step;
import dev.cairn.engine.search.Trajectory;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Monte Carlo tree search with a process reward model in place of rollouts. Each of {@code paths}
 * simulations walks from the root to a finished trajectory, at every node to the child of highest
 *
 * <pre>  U(c) = Q(c) + c(N) P(c) sqrt(N) / (1 + N_c),   c(N) = ln((N + cBase + 1) / cBase) + cInit
 * </pre>
 *
 * and expands the open nodes it meets that have no children. N and N_c count the simulations
 * through the node and its child. Q(c) is the mean of the values backed up through c, or its reward
 * while there are none; P(c) is the policy's probability per token of the child's step, normalised
 * over its siblings. The value backed up to all nodes of the walk is the reward of its end.
 *
 * <p>Source: PUCT and its constants from Silver et al., AlphaZero, Science 2018, supplementary
 * pseudocode; as a search over reasoning steps from Wang et al., OpenR, 2024, arXiv 2410.09671,
 * section 3.3. Deviations from OpenR's code: a finished text that several simulations reach, in one
 * node or in equal ones, is one candidate, so that a vote counts it once; and siblings of equal
 * text stay apart in the tree.
 *
 * @param paths the number of simulations
 * @param width children of an expanded node
 * @param cBase how slowly exploration grows with visits, above 0
 * @param cInit exploration at few visits, not negative
 * @param prior where P comes from
 * @param aggregation the reward of a trajectory, used as the value of a node
 */
public record Mcts(
    int paths, int width, double cBase, double cInit, Prior prior, Aggregation aggregation)
    implements SearchStrategy {

  /** Where the prior probability of a child comes from. */
  public enum Prior {
    /** exp of the mean log-probability of the tokens of its step. */
    LOG_PROB,
    /** The same for all children. */
    UNIFORM
  }

  /** Refuses counts below 1 and constants out of range. */
  public Mcts {
    if (paths < 1) {
      throw new IllegalArgumentException("paths must be at least 1 but was " + paths);
    }
    if (width < 1) {
      throw new IllegalArgumentException("width must be at least 1 but was " + width);
    }
    if (!(cBase > 0)) {
      throw new IllegalArgumentException("c-base must be above 0 but was " + cBase);
    }
    if (!(cInit >= 0)) {
      throw new IllegalArgumentException("c-init must not be negative but was " + cInit);
    }
    if (aggregation == Aggregation.SUM) {
      throw new IllegalArgumentException(
          "aggregation must keep values in [0, 1] but was sum; use mean");
    }
  }

  @Override
  public Set<Signal> needs() {
    return prior == Prior.LOG_PROB ? Set.of(Signal.REWARD, Signal.LOG_PROB) : Set.of(Signal.REWARD);
  }

  @Override
  public Search start(Problem problem, RandomGenerator random) {
    return new Tree(problem);
  }

  /** U(c) of a child. */
  double puct(double q, double p, int visits, int childVisits) {
    double c = Math.log((visits + cBase + 1) / cBase) + cInit;
    return q + c * p * Math.sqrt(visits) / (1 + childVisits);
  }

  /** Prior probabilities of siblings; they sum to 1. */
  double[] priors(List<Candidate> siblings, int parentSteps) {
    double[] p = new double[siblings.size()];
    double sum = 0;
    for (int i = 0; i < p.length; i++) {
      p[i] = prior == Prior.UNIFORM ? 1 : perToken(siblings.get(i).trajectory(), parentSteps);
      sum += p[i];
    }
    for (int i = 0; i < p.length; i++) {
      p[i] = sum > 0 ? p[i] / sum : 1.0 / p.length;
    }
    return p;
  }

  private static double perToken(Trajectory child, int parentSteps) {
    double logProb = 0;
    int tokens = 0;
    for (Step step : child.steps().subList(parentSteps, child.steps().size())) {
      if (step.logProb() == null) {
        throw new IllegalStateException(
            "the policy told no log-probability, which the prior of mcts needs; ask the worker for"
                + " log-probabilities or set the strategy's prior to uniform");
      }
      logProb += step.logProb();
      tokens += step.tokens();
    }
    return tokens == 0 ? 1 : Math.exp(logProb / tokens);
  }

  private static final class Node {
    final Candidate candidate;
    final double prior;
    List<Node> children = List.of();
    int visits;
    double valueSum;

    Node(Candidate candidate, double prior) {
      this.candidate = candidate;
      this.prior = prior;
    }
  }

  private final class Tree implements Search {
    private final Node root;
    private final Deque<Node> walk = new ArrayDeque<>();
    private final Map<List<Integer>, Node> nodes = new HashMap<>();
    private final Map<String, Candidate> finished = new LinkedHashMap<>();
    private int simulations;

    Tree(Problem problem) {
      root = new Node(new Candidate(Trajectory.start(problem), List.of()), 1);
      nodes.put(List.of(), root);
      walk.add(root);
    }

    @Override
    public List<Expansion> begin() {
      return List.of(Expansion.steps(root.candidate.trajectory(), width));
    }

    @Override
    public List<Expansion> advance(List<List<Candidate>> children) {
      grow(walk.getLast(), children.get(0));
      while (simulations < paths) {
        Node leaf = descend();
        if (leaf.candidate.open()) {
          return List.of(Expansion.steps(leaf.candidate.trajectory(), width));
        }
        backUp(aggregation.apply(leaf.candidate));
        finished.putIfAbsent(leaf.candidate.trajectory().text(), leaf.candidate);
        simulations++;
        walk.clear();
        walk.add(root);
      }
      return List.of();
    }

    private void grow(Node parent, List<Candidate> siblings) {
      double[] priors = priors(siblings, parent.candidate.trajectory().steps().size());
      parent.children = new ArrayList<>(siblings.size());
      for (int i = 0; i < priors.length; i++) {
        Node child = new Node(siblings.get(i), priors[i]);
        parent.children.add(child);
        nodes.put(child.candidate.trajectory().path(), child);
      }
    }

    /** Walks on to a node without children. */
    private Node descend() {
      while (!walk.getLast().children.isEmpty()) {
        walk.add(select(walk.getLast()));
      }
      return walk.getLast();
    }

    private Node select(Node parent) {
      @Nullable Node best = null;
      double highest = Double.NEGATIVE_INFINITY;
      for (Node child : parent.children) {
        double q =
            child.visits > 0 ? child.valueSum / child.visits : aggregation.apply(child.candidate);
        double u = puct(q, child.prior, parent.visits, child.visits);
        if (best == null || u > highest) {
          best = child;
          highest = u;
        }
      }
      if (best == null) {
        throw new IllegalStateException("a node without children cannot be selected from");
      }
      return best;
    }

    private void backUp(double value) {
      for (Node node : walk) {
        node.visits++;
        node.valueSum += value;
      }
    }

    @Override
    public List<Candidate> candidates() {
      return List.copyOf(finished.values());
    }

    @Override
    public int visits(Trajectory node) {
      Node known = nodes.get(node.path());
      return known == null ? 0 : known.visits;
    }
  }
}
