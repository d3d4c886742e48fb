package dev.cairn.engine.search.strategy;

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
 * Self-consistency that stops when the answer is clear: samples a few solutions at a time, up to
 * {@code n}, until a rule on the counts of their answers is met.
 *
 * <p>Source: Aggarwal et al., Let's Sample Step by Step: Adaptive-Consistency for Efficient
 * Reasoning and Coding with LLMs, 2023, arXiv 2305.11860, section 3; k = {@code n}, C_thresh =
 * {@code threshold}, one sample at a time, the Beta rule with 0.95. A larger {@code batch} makes
 * fewer rounds and a few samples more. its_hub's adaptive self-consistency is {@code batch: 2,
 * growth: double, rule: share, threshold: 0.75}.
 *
 * @param n the most solutions
 * @param batch solutions of a round, or of the first one if rounds grow
 * @param growth how many are sampled in later rounds
 * @param rule what is compared with the threshold
 * @param threshold in [0, 1]
 */
public record AdaptiveConsistency(int n, int batch, Growth growth, Rule rule, double threshold)
    implements SearchStrategy {

  /** How many are sampled in later rounds. */
  public enum Growth {
    /** As many as in the first. */
    CONSTANT,
    /** As many as there are, so that their number doubles. */
    DOUBLE
  }

  /** What is compared with the threshold. */
  public enum Rule {
    /**
     * The probability, from the counts v1 and v2 of the two most frequent answers under a uniform
     * prior, that the first is the likelier one: 1 - I_{1/2}(v1 + 1, v2 + 1).
     */
    BETA {
      @Override
      double certainty(int first, int second, int solutions) {
        // For whole numbers I_{1/2}(a, b) is the probability of a or more heads in a + b - 1
        // throws. Its logarithm is followed, since the probability of no heads is 0 as a double
        // from 1,075 throws on.
        int throwsOfCoin = first + second + 1;
        double logProbability = throwsOfCoin * Math.log(0.5);
        double sum = 0;
        for (int heads = 0; heads <= first; heads++) {
          sum += Math.exp(logProbability);
          logProbability += Math.log((throwsOfCoin - heads) / (heads + 1.0));
        }
        return Math.min(1, sum);
      }
    },
    /** The share of the most frequent answer among all solutions. */
    SHARE {
      @Override
      double certainty(int first, int second, int solutions) {
        return first / (double) solutions;
      }
    };

    /** In [0, 1], from the counts of the two most frequent answers and of all solutions. */
    abstract double certainty(int first, int second, int solutions);
  }

  /** Refuses counts below 1 and a threshold out of range. */
  public AdaptiveConsistency {
    Checks.count("n", n);
    Checks.count("batch", batch);
    Checks.share("threshold", threshold);
  }

  @Override
  public Set<Signal> needs() {
    return Set.of(Signal.ANSWER);
  }

  @Override
  public Search start(Problem problem, RandomGenerator random) {
    return new Search() {
      private final List<Candidate> found = new ArrayList<>();

      @Override
      public List<Expansion> begin() {
        return ask(batch);
      }

      @Override
      public List<Expansion> advance(List<List<Candidate>> children) {
        found.addAll(children.get(0));
        AnswerCounts counts = AnswerCounts.of(found);
        double certainty = rule.certainty(counts.first(), counts.second(), found.size());
        boolean clear = counts.first() > 0 && certainty >= threshold;
        return clear || found.size() == n
            ? List.of()
            : ask(growth == Growth.DOUBLE ? found.size() : batch);
      }

      private List<Expansion> ask(int solutions) {
        int width = Math.min(solutions, n - found.size());
        return List.of(Expansion.solutions(Trajectory.start(problem), width));
      }

      @Override
      public List<Candidate> candidates() {
        return List.copyOf(found);
      }
    };
  }
}
