package dev.cairn.engine.search.strategy;

import dev.cairn.engine.search.Aggregation;
import dev.cairn.engine.search.Candidate;
import dev.cairn.engine.search.Expansion;
import dev.cairn.engine.search.Problem;
import dev.cairn.engine.search.Search;
import dev.cairn.engine.search.SearchStrategy;
import dev.cairn.engine.search.Trajectory;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Reward balanced search (REBASE): a budget of {@code width} solutions is divided, at every level,
 * among all open prefixes in proportion to exp(reward / temperature). A finished solution takes one
 * of the budget for good; a prefix whose share is less than one step is pruned.
 *
 * <p>Source: Wu et al., Inference Scaling Laws: An Empirical Analysis of Compute-Optimal Inference
 * for Problem-Solving with Language Models, 2024, arXiv 2408.00724, section 3.2; N = {@code width},
 * T_b = {@code temperature} (0.2 in the authors' scripts). The paper rounds each share, so that the
 * shares may not add up (the option {@code round}); the authors' code rounds up in turn from the
 * best one on ({@code sequential-ceiling}). By default the shares add up exactly and are as close
 * to the paper's as that allows. How long a path may grow is the policy's business, which counts
 * all its tokens.
 *
 * @param width N, the budget of solutions
 * @param temperature T_b, above 0; the higher, the more even
 * @param allocation how shares become whole numbers
 * @param lookAhead greedy steps after which a prefix is judged; 0 judges it as it is
 * @param aggregation what a prefix is worth
 */
public record Rebase(
    int width, double temperature, Allocation allocation, int lookAhead, Aggregation aggregation)
    implements SearchStrategy {
  /** Refuses a width below 1 and a temperature that is not above 0. */
  public Rebase {
    Checks.count("width", width);
    if (!(temperature > 0)) {
      throw new IllegalArgumentException("temperature must be above 0 but was " + temperature);
    }
    LookAhead.check(lookAhead);
  }

  @Override
  public Set<Signal> needs() {
    return Set.of(Signal.REWARD);
  }

  @Override
  public Search start(Problem problem, RandomGenerator random) {
    return LookAhead.steps(
        lookAhead,
        new Search() {
          private final List<Candidate> done = new ArrayList<>();

          @Override
          public List<Expansion> begin() {
            return List.of(Expansion.steps(Trajectory.start(problem), width));
          }

          @Override
          public List<Expansion> advance(List<List<Candidate>> children) {
            Level level = Level.of(children);
            done.addAll(level.finished().candidates());
            return allocate(level.open().ranked(aggregation::apply), width - done.size());
          }

          @Override
          public List<Candidate> candidates() {
            return List.copyOf(done);
          }
        });
  }

  /** Divides what is left of the budget among open prefixes, best first. */
  private List<Expansion> allocate(Level open, int left) {
    if (open.size() == 0 || left <= 0) {
      return List.of();
    }
    double[] values = open.candidates().stream().mapToDouble(aggregation::apply).toArray();
    int[] shares = allocation.divide(Weights.softmax(values, temperature), left);
    List<Expansion> next = new ArrayList<>();
    for (int i = 0; i < shares.length; i++) {
      if (shares[i] > 0) {
        next.add(Expansion.steps(open.candidates().get(i).trajectory(), shares[i]));
      }
    }
    return next;
  }
}
