package dev.cairn.engine.search.strategy;

import dev.cairn.engine.search.Candidate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which child a simulation goes on to: the one of highest score, the first of equal ones. With N
 * and N_c the visits of a node and its child, P(c) the child's prior and Q(c) its value,
 *
 * <pre>  PUCT:  Q(c) + c(N) P(c) sqrt(N) / (1 + N_c)
 *  UCT:   Q(c) + c(N) sqrt(ln max(1, N) / max(1, N_c))
 * </pre>
 *
 * <p>PUCT and the growing c(N) are of Silver et al., A general reinforcement learning algorithm
 * that masters chess, shogi and Go through self-play, Science 362, 2018, supplementary pseudocode;
 * UCT of Kocsis and Szepesvari, Bandit Based Monte-Carlo Planning, ECML 2006. The bounds by 1 keep
 * the logarithm and the quotient defined before anything was visited; what was not visited then
 * gains nothing from UCT at a node that was not.
 *
 * @param rule which formula
 * @param schedule whether c depends on N
 * @param cBase how slowly c grows with visits, above 0; a constant c does not use it
 * @param cInit c at few visits, or always, not negative
 * @param value what Q makes of the values backed up through a child
 * @param unvisited what stands in for them while there are none
 * @param pending how simulations under way count
 * @param prior where P comes from; UCT does not use it
 */
public record Selection(
    Rule rule,
    Schedule schedule,
    double cBase,
    double cInit,
    Value value,
    Unvisited unvisited,
    Pending pending,
    Prior prior) {

  /** The formula. */
  public enum Rule {
    /** Exploration led by the policy's probabilities. */
    PUCT,
    /** Exploration by visits alone. */
    UCT
  }

  /** The exploration constant as a function of visits. */
  public enum Schedule {
    /** ln((N + cBase + 1) / cBase) + cInit. */
    GROWING,
    /** cInit. */
    CONSTANT
  }

  /** What becomes of many values. */
  public enum Value {
    /** Their mean. */
    MEAN,
    /** The highest. */
    MAX
  }

  /** Q of a child that no simulation has ended below. */
  public enum Unvisited {
    /** Its reward. */
    REWARD,
    /**
     * Its reward, which also counts as a first visit of its own beside those backed up, so that
     * nothing is ever unvisited.
     */
    OWN_VISIT,
    /** 0. */
    ZERO,
    /** Above everything: all children are visited once before one is visited twice. */
    FIRST
  }

  /** How a simulation that has come through a node and not ended counts there. */
  public enum Pending {
    /**
     * As a visit of value 0 (virtual loss; Chaslot, Winands and van den Herik, Parallel Monte-Carlo
     * Tree Search, CG 2008).
     */
    VIRTUAL_LOSS,
    /**
     * As a visit whose value is not known yet (Liu et al., Watch the Unobserved, 2018, arXiv
     * 1810.11755).
     */
    UNOBSERVED
  }

  /** As AlphaZero and OpenR select. */
  public static final Selection PUCT =
      new Selection(
          Rule.PUCT,
          Schedule.GROWING,
          19652,
          1.25,
          Value.MEAN,
          Unvisited.REWARD,
          Pending.VIRTUAL_LOSS,
          Prior.LOG_PROB);

  /** Refuses constants out of range. */
  public Selection {
    if (!(cBase > 0)) {
      throw new IllegalArgumentException("c-base must be above 0 but was " + cBase);
    }
    if (!(cInit >= 0 && cInit < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("c-init must not be negative but was " + cInit);
    }
  }

  /** UCT with a constant c and the reward for the value of what is unvisited. */
  public static Selection uct(double c) {
    return new Selection(
        Rule.UCT,
        Schedule.CONSTANT,
        1,
        c,
        Value.MEAN,
        Unvisited.REWARD,
        Pending.VIRTUAL_LOSS,
        Prior.UNIFORM);
  }

  /** The same with another Q of several values. */
  public Selection with(Value other) {
    return new Selection(rule, schedule, cBase, cInit, other, unvisited, pending, prior);
  }

  /** The same with another value of what is unvisited. */
  public Selection with(Unvisited other) {
    return new Selection(rule, schedule, cBase, cInit, value, other, pending, prior);
  }

  /** The same with another way to count simulations under way. */
  public Selection with(Pending other) {
    return new Selection(rule, schedule, cBase, cInit, value, unvisited, other, prior);
  }

  /** The same with another prior. */
  public Selection with(Prior other) {
    return new Selection(rule, schedule, cBase, cInit, value, unvisited, pending, other);
  }

  boolean needsLogProbs() {
    return rule == Rule.PUCT && prior == Prior.LOG_PROB;
  }

  /** P of siblings, each of which stands for so many samples. */
  double[] priors(List<Candidate> siblings, List<Integer> samples, int parentSteps) {
    Prior used = needsLogProbs() ? Prior.LOG_PROB : Prior.UNIFORM;
    return used.of(siblings, samples, parentSteps);
  }

  /** The child to go on to, or null if all are retired. A simulation at the parent asks. */
  @Nullable Node select(Node parent) {
    @Nullable Node best = null;
    double highest = Double.NEGATIVE_INFINITY;
    for (Node child : parent.children) {
      double score = child.retired ? Double.NEGATIVE_INFINITY : score(parent, child);
      if (score > highest) {
        best = child;
        highest = score;
      }
    }
    return best;
  }

  private double score(Node parent, Node child) {
    int childVisits = child.visits() + child.pending + ownVisit(child);
    if (childVisits == 0 && unvisited == Unvisited.FIRST) {
      return Double.POSITIVE_INFINITY;
    }
    // The simulation that asks is pending at the parent, where it does not count for itself.
    int visits = parent.visits() + parent.pending - 1 + ownVisit(parent);
    return score(q(child), child.prior, visits, childVisits);
  }

  /** The score of a child from its numbers. */
  double score(double q, double p, int visits, int childVisits) {
    return q
        + c(visits)
            * switch (rule) {
              case PUCT -> p * Math.sqrt(visits) / (1 + childVisits);
              case UCT -> Math.sqrt(Math.log(Math.max(1, visits)) / Math.max(1, childVisits));
            };
  }

  private double c(int visits) {
    return switch (schedule) {
      case GROWING -> Math.log((visits + cBase + 1) / cBase) + cInit;
      case CONSTANT -> cInit;
    };
  }

  private double q(Node child) {
    double seen = child.visits() + ownVisit(child);
    double estimate = seen == 0 ? standIn(child) : value(child, seen);
    if (pending == Pending.UNOBSERVED) {
      return estimate;
    }
    // The stand-in weighs as much as one visit.
    double weight = Math.max(1, seen);
    return estimate * weight / (weight + child.pending);
  }

  private double value(Node child, double seen) {
    int own = ownVisit(child);
    if (value == Value.MAX) {
      return own == 0 ? child.highestValue() : Math.max(child.reward, child.highestValue());
    }
    double backedUp = child.visits() == 0 ? 0 : child.visits() * child.meanValue();
    return (own * child.reward + backedUp) / seen;
  }

  private double standIn(Node child) {
    return unvisited == Unvisited.REWARD ? child.reward : 0;
  }

  /** 1 where a node's reward counts as a visit; nobody judges the root. */
  private int ownVisit(Node node) {
    return unvisited == Unvisited.OWN_VISIT && node.parent != null ? 1 : 0;
  }
}
