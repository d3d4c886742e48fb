package dev.cairn.engine.search.strategy;

import dev.cairn.engine.search.Aggregation;
import dev.cairn.engine.search.Candidate;
import dev.cairn.engine.search.Expansion;
import dev.cairn.engine.search.Problem;
import dev.cairn.engine.search.Request;
import dev.cairn.engine.search.Revision;
import dev.cairn.engine.search.Revision.Attempt;
import dev.cairn.engine.search.Search;
import dev.cairn.engine.search.SearchStrategy;
import dev.cairn.engine.search.Trajectory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Sequential revision mixed with parallel sampling: chains of solutions, in each of which every one
 * is written in view of those before it.
 *
 * <p>Source: Snell et al., Scaling LLM Test-Time Compute Optimally Can Be More Effective than
 * Scaling Model Parameters, 2024, arXiv 2408.03314, section 6: a budget of N = {@code chains} x
 * {@code length}, their ratio of sequential to parallel samples being {@code length} to {@code
 * chains}; at most four earlier answers in view = {@code context}. With {@code of-chain: all} one
 * vote is taken over all solutions; else an answer is chosen within each chain first and the vote
 * is across chains, as in the paper. Deviation: their policy was trained to revise and is shown the
 * earlier answers alone; any other needs to be told what to do with them, which is {@code remark}.
 *
 * @param chains begun side by side
 * @param length solutions of each, at least 1
 * @param context the most earlier solutions in view, at least 1
 * @param remark what the policy is told after each of these
 * @param ofChain which of its solutions a chain returns
 * @param aggregation what a solution is worth within its chain
 */
public record SequentialRevision(
    int chains, int length, int context, String remark, OfChain ofChain, Aggregation aggregation)
    implements SearchStrategy {

  /** Which of its solutions a chain returns. */
  public enum OfChain {
    /** All. */
    ALL,
    /** That of highest reward, the first of equal ones. */
    BEST_REWARD,
    /**
     * Of those with the answer whose rewards have the largest sum, that of highest reward. Where no
     * solution has an answer, that of highest reward of all.
     */
    WEIGHTED_MAJORITY
  }

  /** Refuses counts below 1 and a blank remark. */
  public SequentialRevision {
    Checks.count("chains", chains);
    Checks.count("length", length);
    Checks.count("context", context);
    if (remark.isBlank()) {
      throw new IllegalArgumentException("remark must not be blank");
    }
  }

  @Override
  public Set<Signal> needs() {
    return switch (ofChain) {
      case ALL -> Set.of();
      case BEST_REWARD -> Set.of(Signal.REWARD);
      case WEIGHTED_MAJORITY -> Set.of(Signal.REWARD, Signal.ANSWER);
    };
  }

  @Override
  public Search start(Problem problem, RandomGenerator random) {
    return new Search() {
      private final List<List<Candidate>> begun = new ArrayList<>();
      private List<List<Candidate>> revised = List.of();

      @Override
      public List<Expansion> begin() {
        return List.of(Expansion.solutions(Trajectory.start(problem), chains));
      }

      @Override
      public List<? extends Request> advance(List<List<Candidate>> children) {
        if (begun.isEmpty()) {
          children.get(0).forEach(first -> begun.add(new ArrayList<>(List.of(first))));
          revised = begun;
        } else {
          revised = longer(children);
        }
        return revised.stream()
            .filter(chain -> chain.size() < length)
            .map(chain -> Revision.of(attempts(chain)))
            .toList();
      }

      /** The chains that grew; one that had no room for another solution is over. */
      private List<List<Candidate>> longer(List<List<Candidate>> children) {
        List<List<Candidate>> longer = new ArrayList<>();
        for (int i = 0; i < children.size(); i++) {
          Candidate next = children.get(i).get(0);
          if (!next.trajectory().steps().isEmpty()) {
            revised.get(i).add(next);
            longer.add(revised.get(i));
          }
        }
        return longer;
      }

      @Override
      public List<Candidate> candidates() {
        return begun.stream().flatMap(chain -> returned(chain).stream()).toList();
      }
    };
  }

  private List<Attempt> attempts(List<Candidate> chain) {
    return chain.subList(Math.max(0, chain.size() - context), chain.size()).stream()
        .map(solution -> new Attempt(solution.trajectory(), remark))
        .toList();
  }

  private List<Candidate> returned(List<Candidate> chain) {
    return switch (ofChain) {
      case ALL -> chain;
      case BEST_REWARD -> List.of(best(chain, solution -> true));
      case WEIGHTED_MAJORITY -> {
        String answer = heaviest(chain);
        yield List.of(best(chain, each -> answer == null || Objects.equals(each.answer(), answer)));
      }
    };
  }

  /** The answer of the largest sum of rewards, the first of equal ones; null if there is none. */
  private @Nullable String heaviest(List<Candidate> chain) {
    Map<String, Double> weights = new LinkedHashMap<>();
    for (Candidate solution : chain) {
      String answer = solution.answer();
      if (answer != null) {
        weights.merge(answer, aggregation.apply(solution), Double::sum);
      }
    }
    String heaviest = null;
    double most = Double.NEGATIVE_INFINITY;
    for (Map.Entry<String, Double> each : weights.entrySet()) {
      if (each.getValue() > most) {
        most = each.getValue();
        heaviest = each.getKey();
      }
    }
    return heaviest;
  }

  private Candidate best(List<Candidate> chain, Predicate<Candidate> condition) {
    return new Level(chain)
        .where(condition)
        .ranked(solution -> aggregation.rank(solution.rewards()))
        .candidates()
        .get(0);
  }
}
