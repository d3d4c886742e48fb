package dev.cairn.engine.search.strategy;

import dev.cairn.engine.search.Aggregation;
import dev.cairn.engine.search.Candidate;
import dev.cairn.engine.search.Expansion;
import dev.cairn.engine.search.Problem;
import dev.cairn.engine.search.Search;
import dev.cairn.engine.search.SearchStrategy;
import dev.cairn.engine.search.Trajectory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Adaptive branching tree search: at every node Thompson sampling decides whether to go wider, by
 * generating a new child, or deeper, into one of those that it has. Each of {@code samples} goes
 * from the root down until it generates, and on from there until its solution is finished; all
 * nodes above learn the reward of every new one.
 *
 * <p>Source: Inoue et al., Wider or Deeper? Scaling LLM Inference-Time Compute with Adaptive
 * Branching Tree Search, 2025, arXiv 2503.04412; what the paper leaves open is as in the authors'
 * TreeQuest. AB-MCTS-A compares a draw for GEN, which learns the rewards of a node's children, with
 * one for CONT, which learns those of its other descendants, and goes into the child of highest
 * draw, which learns its own reward and its descendants' ({@link Posterior}). AB-MCTS-M draws for
 * all children and a new one together ({@link MixedModel}).
 *
 * <p>Deviations: a node of the paper is a whole answer that is refined, here it is a prefix that is
 * continued by a step. So a sample is not one new node but those up to the end of its solution, and
 * a finished node cannot be gone into (it is learnt from all the same). The reward of a prefix by
 * its last step falls with its length, which would always favour going wider; the default is the
 * mean of its steps. TreeQuest's pruning of subtrees of equal scores and its choice between several
 * policies are left out. Samples under way together know of each other what is there, as in
 * TreeQuest.
 *
 * @param samples the number of samples, each of which finishes a solution
 * @param parallel samples under way at once; more are faster and decided with less knowledge
 * @param model what is believed of rewards
 * @param aggregation the reward of a node
 */
public record AbMcts(int samples, int parallel, Model model, Aggregation aggregation)
    implements SearchStrategy {

  /** What is believed of rewards. */
  public enum Model {
    /** AB-MCTS-A with normal rewards. */
    GAUSSIAN,
    /** AB-MCTS-A with Beta posteriors. */
    BETA,
    /** AB-MCTS-M. */
    MIXED
  }

  /** Refuses counts below 1. */
  public AbMcts {
    Checks.count("samples", samples);
    Checks.count("parallel", parallel);
  }

  @Override
  public Set<Signal> needs() {
    return Set.of(Signal.REWARD);
  }

  @Override
  public boolean countsVisits() {
    return true;
  }

  @Override
  public Search start(Problem problem, RandomGenerator random) {
    return new Widening(problem, random);
  }

  private Posterior prior() {
    return model == Model.BETA ? new Posterior.Beta() : new Posterior.Gaussian();
  }

  /** A node with all that was learnt below it. */
  private final class Branch {
    final Candidate candidate;
    final @Nullable Branch parent;
    final List<Branch> children = new ArrayList<>();

    /** Rewards of this node and its descendants. */
    final List<Double> rewards = new ArrayList<>();

    final Posterior self = prior();
    final Posterior generate = prior();
    final Posterior go = prior();

    Branch(Candidate candidate, @Nullable Branch parent) {
      this.candidate = candidate;
      this.parent = parent;
    }

    /** Lets this node and those above it learn the reward of this node, which is new. */
    void learn(double reward) {
      for (Branch branch = this; branch != null; branch = branch.parent) {
        branch.rewards.add(reward);
        branch.self.observe(reward);
        if (branch.parent != null) {
          (branch == this ? branch.parent.generate : branch.parent.go).observe(reward);
        }
      }
    }
  }

  private final class Widening implements Search {
    private final RandomGenerator random;
    private final Branch root;
    private final Map<List<Integer>, Branch> nodes = new HashMap<>();
    private final List<Branch> tips = new ArrayList<>();
    private final List<Candidate> answers = new ArrayList<>();
    private final Set<String> answered = new HashSet<>();
    private List<Branch> asked = List.of();
    private int started;

    Widening(Problem problem, RandomGenerator random) {
      this.random = random;
      this.root = new Branch(new Candidate(Trajectory.start(problem), List.of()), null);
      nodes.put(List.of(), root);
    }

    @Override
    public List<Expansion> begin() {
      return generate();
    }

    @Override
    public List<Expansion> advance(List<List<Candidate>> children) {
      tips.clear();
      for (int i = 0; i < children.size(); i++) {
        for (Candidate child : children.get(i)) {
          add(child, asked.get(i));
        }
      }
      return generate();
    }

    private void add(Candidate child, Branch parent) {
      if (child.rewards().isEmpty()) {
        return; // An answer without any step, which no reward model can judge.
      }
      Branch branch = new Branch(child, parent);
      parent.children.add(branch);
      nodes.put(child.trajectory().path(), branch);
      branch.learn(aggregation.apply(child));
      if (child.open()) {
        tips.add(branch);
      } else if (answered.add(child.trajectory().text())) {
        answers.add(child);
      }
    }

    /** Asks for a child of every tip, as many as samples that are there. */
    private List<Expansion> generate() {
      while (tips.size() < parallel && started < samples) {
        tips.add(descend());
        started++;
      }
      Map<Branch, Integer> widths = new LinkedHashMap<>();
      tips.forEach(tip -> widths.merge(tip, 1, Integer::sum));
      asked = List.copyOf(widths.keySet());
      return widths.entrySet().stream()
          .map(tip -> Expansion.steps(tip.getKey().candidate.trajectory(), tip.getValue()))
          .toList();
    }

    /** Goes down to the node that shall have a new child. */
    private Branch descend() {
      Branch node = root;
      for (Branch next = deeper(node); next != null; next = deeper(node)) {
        node = next;
      }
      return node;
    }

    /** The child to go into, or null to generate one here. */
    private @Nullable Branch deeper(Branch node) {
      if (node.children.stream().noneMatch(child -> child.candidate.open())) {
        return null;
      }
      return model == Model.MIXED ? byMixedModel(node) : byAggregation(node);
    }

    private @Nullable Branch byAggregation(Branch node) {
      if (node.generate.draw(random) >= node.go.draw(random)) {
        return null;
      }
      @Nullable Branch best = null;
      double highest = Double.NEGATIVE_INFINITY;
      for (Branch child : node.children) {
        double drawn = child.candidate.open() ? child.self.draw(random) : Double.NaN;
        if (drawn > highest) {
          best = child;
          highest = drawn;
        }
      }
      return best;
    }

    private @Nullable Branch byMixedModel(Branch node) {
      MixedModel mixed =
          new MixedModel(node.children.stream().map(child -> child.rewards).toList());
      @Nullable Branch best = null;
      double highest = mixed.drawNew(random);
      for (int j = 0; j < node.children.size(); j++) {
        Branch child = node.children.get(j);
        double drawn = child.candidate.open() ? mixed.drawBelow(j, random) : Double.NaN;
        if (drawn > highest) {
          best = child;
          highest = drawn;
        }
      }
      return best;
    }

    @Override
    public List<Candidate> candidates() {
      return List.copyOf(answers);
    }

    @Override
    public int visits(Trajectory node) {
      Branch known = nodes.get(node.path());
      return known == null ? 0 : known.rewards.size();
    }
  }
}
