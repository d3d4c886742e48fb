package dev.cairn.engine.search.strategy;

import dev.cairn.engine.search.Aggregation;
import dev.cairn.engine.search.Candidate;
import dev.cairn.engine.search.Expansion;
import dev.cairn.engine.search.Problem;
import dev.cairn.engine.search.Pruned;
import dev.cairn.engine.search.Request;
import dev.cairn.engine.search.Search;
import dev.cairn.engine.search.SearchStrategy;
import dev.cairn.engine.search.Trajectory;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Chooses method and width problem by problem: samples a few whole solutions, estimates from them
 * how difficult the problem is, and goes on with the strategy that a table has for that difficulty.
 * The first solutions stay candidates.
 *
 * <p>Source: Snell et al., Scaling LLM Test-Time Compute Optimally Can Be More Effective than
 * Scaling Model Parameters, 2024, arXiv 2408.03314, section 3.2: the compute-optimal strategy of a
 * problem is that which does best on problems of its bin of difficulty. The paper's predicted
 * difficulty is the mean verifier score of 2048 samples, whose cost it does not count, in five
 * quantiles; here the samples are few, their cost counts, and the bounds of bins are given.
 *
 * @param probe solutions sampled first
 * @param difficulty how they tell
 * @param aggregation the reward of a solution, for {@code difficulty: reward}; not sum, which has
 *     no bounds
 * @param bins from easy to hard
 */
public record ComputeOptimal(
    int probe, Difficulty difficulty, Aggregation aggregation, List<Bin> bins)
    implements SearchStrategy {

  /** How the first solutions tell the difficulty, from 0 for easy to 1 for hard. */
  public enum Difficulty {
    /**
     * 1 less the mean reward of the solutions, the paper's predicted difficulty; one without a step
     * has no reward and is left out, and 1 if there are no others.
     */
    REWARD(Signal.REWARD) {
      @Override
      public double of(List<Candidate> solutions, Aggregation aggregation) {
        return 1
            - solutions.stream()
                .filter(solution -> !solution.rewards().isEmpty())
                .mapToDouble(aggregation::apply)
                .average()
                .orElse(0);
      }
    },
    /**
     * 1 less the share of the most frequent answer, which goes with accuracy (Wang et al., 2022,
     * arXiv 2203.11171, section 3.5); a solution without an answer agrees with none.
     */
    AGREEMENT(Signal.ANSWER) {
      @Override
      public double of(List<Candidate> solutions, Aggregation aggregation) {
        return 1 - AnswerCounts.of(solutions).first() / (double) solutions.size();
      }
    };

    private final Signal signal;

    Difficulty(Signal signal) {
      this.signal = signal;
    }

    /** In [0, 1]; of the solutions of one problem, of which there is at least one. */
    public abstract double of(List<Candidate> solutions, Aggregation aggregation);
  }

  /**
   * What is done with problems of some difficulty.
   *
   * @param upTo the greatest difficulty in the bin, in [0, 1]
   * @param strategy to go on with; null if the first solutions are enough
   */
  public record Bin(double upTo, @Nullable SearchStrategy strategy) {
    /** Refuses a difficulty out of range and a strategy that chooses again. */
    public Bin {
      Checks.share("up-to", upTo);
      if (strategy instanceof ComputeOptimal) {
        throw new IllegalArgumentException("strategy must not be compute-optimal again");
      }
    }
  }

  /** Refuses a probe below 1, rewards without bounds and bins that leave out a difficulty. */
  public ComputeOptimal {
    bins = List.copyOf(bins);
    Checks.count("probe", probe);
    if (aggregation == Aggregation.SUM) {
      throw new IllegalArgumentException(
          "aggregation must be one with bounds, not sum, to tell a difficulty");
    }
    double before = -1;
    for (Bin bin : bins) {
      if (bin.upTo() <= before) {
        throw new IllegalArgumentException(
            "bins must have ascending up-to but %s came after %s".formatted(bin.upTo(), before));
      }
      before = bin.upTo();
    }
    if (before != 1) {
      throw new IllegalArgumentException("bins must end with one up-to 1");
    }
  }

  @Override
  public Set<Signal> needs() {
    Set<Signal> needs = EnumSet.of(difficulty.signal);
    for (Bin bin : bins) {
      if (bin.strategy() != null) {
        needs.addAll(bin.strategy().needs());
      }
    }
    return needs;
  }

  @Override
  public Search start(Problem problem, RandomGenerator random) {
    return new Search() {
      private final List<Candidate> first = new ArrayList<>();
      private @Nullable Search chosen;

      @Override
      public List<Expansion> begin() {
        return List.of(Expansion.solutions(Trajectory.start(problem), probe));
      }

      @Override
      public List<? extends Request> advance(List<List<Candidate>> children) {
        if (chosen != null) {
          return chosen.advance(children);
        }
        first.addAll(children.get(0));
        SearchStrategy strategy = choose(first);
        if (strategy == null) {
          return List.of();
        }
        chosen = strategy.start(problem, random);
        return chosen.begin();
      }

      @Override
      public List<Candidate> candidates() {
        List<Candidate> all = new ArrayList<>(first);
        if (chosen != null) {
          all.addAll(chosen.candidates());
        }
        return all;
      }

      @Override
      public @Nullable Pruned pruned(Trajectory node) {
        return chosen == null ? null : chosen.pruned(node);
      }
    };
  }

  /** The strategy for a problem of which these are the first solutions. */
  private @Nullable SearchStrategy choose(List<Candidate> solutions) {
    double difficulty = this.difficulty.of(solutions, aggregation);
    for (Bin bin : bins) {
      if (difficulty <= bin.upTo()) {
        return bin.strategy();
      }
    }
    throw new IllegalStateException("no bin holds the difficulty " + difficulty);
  }
}
