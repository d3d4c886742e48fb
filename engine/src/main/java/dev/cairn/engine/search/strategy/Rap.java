package dev.cairn.engine.search.strategy;

import dev.cairn.engine.search.Aggregation;
import dev.cairn.engine.search.Problem;
import dev.cairn.engine.search.Search;
import dev.cairn.engine.search.SearchStrategy;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Reasoning via planning: UCT on the rewards of single steps. Each of {@code paths} simulations
 *
 * <ol>
 *   <li>selects the child of highest Q(c) + c sqrt(ln N / max(1, N_c)), where a child that nobody
 *       visited has its step's reward for Q;
 *   <li>expands the leaf, and from there always takes the child of highest reward and expands it,
 *       until the solution is finished;
 *   <li>backs up: every node on the way learns the future reward of this simulation, that of the
 *       steps from its own to the last.
 * </ol>
 *
 * <p>Source: Hao et al., Reasoning with Language Model is Planning with World Model (RAP), 2023,
 * arXiv 2305.14992, section 3.3: w is {@code c}, d the {@code width}; Q is the highest mean of
 * future rewards. Deviations: the reward of a step is the reward model's, where the paper combines
 * the policy's own confidence and usefulness; the policy writes the next step in place of an action
 * and a state. Their answer, the finished path of highest reward, is the best-reward vote; their
 * aggregation over all paths the weighted majority.
 *
 * @param paths the number of simulations
 * @param width children of an expanded node
 * @param parallel simulations under way at once
 * @param c the weight of exploration, not negative
 * @param future what future rewards add up to
 * @param value what Q makes of the future rewards of several simulations
 */
public record Rap(
    int paths, int width, int parallel, double c, Future future, Selection.Value value)
    implements SearchStrategy, TreeRules {

  /** What the rewards of the steps from a node to the end add up to. */
  public enum Future {
    /** Their sum. Long solutions are worth more. */
    SUM,
    /** Their mean. */
    MEAN
  }

  /** Refuses counts below 1 and a c out of range. */
  public Rap {
    Checks.count("paths", paths);
    Checks.count("width", width);
    Checks.count("parallel", parallel);
    if (!(c >= 0 && c < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("c must not be negative but was " + c);
    }
  }

  @Override
  public Selection selection() {
    return Selection.uct(c).with(value);
  }

  @Override
  public Aggregation aggregation() {
    return Aggregation.LAST;
  }

  @Override
  public double value(Node end, Node node) {
    List<Double> rewards = end.candidate.rewards();
    // A last node may have added no step; what it is worth is its parent's step.
    int from = Math.min(node.parentSteps(), rewards.size() - 1);
    double sum = 0;
    for (double reward : rewards.subList(from, rewards.size())) {
      sum += reward;
    }
    return future == Future.SUM ? sum : sum / (rewards.size() - from);
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
    return new TreeSearch(problem, this);
  }
}
