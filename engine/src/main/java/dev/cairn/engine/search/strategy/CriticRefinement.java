package dev.cairn.engine.search.strategy;

import dev.cairn.engine.search.Aggregation;
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
 * Critic-guided refinement: the reward model judges the steps of a solution in order; the first
 * that it finds wrong is handed back to the policy with its critique, and the policy writes the
 * whole solution anew. Repeated until no step is found wrong.
 *
 * <p>Source: Zhao et al., GenPRM: Scaling Test-Time Compute of Process Reward Models via Generative
 * Reasoning, 2025, arXiv 2504.00891 (policy_refine in their code): t turns = {@code rounds}, a step
 * is wrong below 0.5 = {@code threshold}. Deviations: their rewrite replaces the solution however
 * bad it is ({@code keep: latest}), here only if its reward is not lower; and several solutions can
 * be refined side by side. The words around the critique are ours.
 *
 * @param solutions refined side by side, each on its own
 * @param rounds the most rewrites of each
 * @param threshold a step of lower reward is wrong, in [0, 1]
 * @param critique how the policy is told
 * @param keep which of a solution and its rewrite goes on
 * @param aggregation what a solution is worth
 */
public record CriticRefinement(
    int solutions,
    int rounds,
    double threshold,
    Critique critique,
    Keep keep,
    Aggregation aggregation)
    implements SearchStrategy {

  /** Which of a solution and its rewrite goes on. */
  public enum Keep {
    /** That of higher reward, of equal ones the rewrite. */
    BETTER,
    /** The rewrite. */
    LATEST
  }

  /** Refuses counts below 1 and a threshold out of range. */
  public CriticRefinement {
    Checks.count("solutions", solutions);
    Checks.count("rounds", rounds);
    FirstError.checkThreshold(threshold);
  }

  @Override
  public Set<Signal> needs() {
    return FirstError.needs(critique);
  }

  @Override
  public Search start(Problem problem, RandomGenerator random) {
    return new Search() {
      private List<Candidate> kept = List.of();
      private List<Integer> refining = List.of();
      private int round;

      @Override
      public List<Expansion> begin() {
        return List.of(Expansion.solutions(Trajectory.start(problem), solutions));
      }

      @Override
      public List<? extends Request> advance(List<List<Candidate>> children) {
        if (round == 0) {
          kept = new ArrayList<>(children.get(0));
        }
        for (int i = 0; i < refining.size(); i++) {
          int which = refining.get(i);
          kept.set(which, chosen(kept.get(which), children.get(i).get(0)));
        }
        return round++ == rounds ? List.of() : rewrites();
      }

      private List<Revision> rewrites() {
        refining = new ArrayList<>();
        List<Revision> rewrites = new ArrayList<>();
        for (int i = 0; i < kept.size(); i++) {
          int which = i;
          FirstError.of(kept.get(i), threshold)
              .ifPresent(
                  error -> {
                    refining.add(which);
                    rewrites.add(Revision.of(List.of(error.attempt(critique))));
                  });
        }
        return rewrites;
      }

      @Override
      public List<Candidate> candidates() {
        return List.copyOf(kept);
      }
    };
  }

  private Candidate chosen(Candidate solution, Candidate rewrite) {
    if (rewrite.rewards().isEmpty()) {
      return solution; // There was no room to write or to read it.
    }
    boolean better = aggregation.rank(rewrite.rewards()) >= aggregation.rank(solution.rewards());
    return keep == Keep.LATEST || better ? rewrite : solution;
  }
}
