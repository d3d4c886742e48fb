package dev.cairn.engine.search.strategy;

import dev.cairn.engine.search.Candidate;
import dev.cairn.engine.search.Expansion;
import dev.cairn.engine.search.Problem;
import dev.cairn.engine.search.Request;
import dev.cairn.engine.search.Revision;
import dev.cairn.engine.search.Search;
import dev.cairn.engine.search.SearchStrategy;
import dev.cairn.engine.search.Trajectory;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Refined best-of-N: samples solutions, keeps of each in which the reward model finds a wrong step
 * what is before that step, and has it written anew from there. The vote chooses among the
 * solutions and their refinements.
 *
 * <p>Source: Zhang et al., GM-PRM: A Generative Multimodal Process Reward Model for Multimodal
 * Mathematical Reasoning, 2025, arXiv 2508.04088 (Refined-BoN). Deviation: their reward model
 * writes the corrected step itself, which no other does; here the policy does, being shown the
 * solution and the critique of the step.
 *
 * @param n solutions
 * @param threshold a step of lower reward is wrong, in [0, 1]
 * @param critique how the policy is told
 */
public record RefinedBestOfN(int n, double threshold, Critique critique) implements SearchStrategy {
  /** Refuses n below 1 and a threshold out of range. */
  public RefinedBestOfN {
    Checks.count("n", n);
    FirstError.checkThreshold(threshold);
  }

  @Override
  public Set<Signal> needs() {
    return FirstError.needs(critique);
  }

  @Override
  public Search start(Problem problem, RandomGenerator random) {
    return new Search() {
      private final List<Candidate> found = new ArrayList<>();

      @Override
      public List<Expansion> begin() {
        return List.of(Expansion.solutions(Trajectory.start(problem), n));
      }

      @Override
      public List<? extends Request> advance(List<List<Candidate>> children) {
        boolean first = found.isEmpty();
        Level.of(children).candidates().stream()
            .filter(solution -> !solution.rewards().isEmpty())
            .forEach(found::add);
        return first ? refinements() : List.of();
      }

      private List<Revision> refinements() {
        return found.stream()
            .flatMap(solution -> FirstError.of(solution, threshold).stream())
            .map(error -> Revision.of(List.of(error.attempt(critique)), error.step()))
            .toList();
      }

      @Override
      public List<Candidate> candidates() {
        return List.copyOf(found);
      }
    };
  }
}
