package dev.cairn.engine.search.strategy;

import dev.cairn.engine.search.Aggregation;
import dev.cairn.engine.search.Candidate;
import dev.cairn.engine.search.Expansion;
import dev.cairn.engine.search.Problem;
import dev.cairn.engine.search.Search;
import dev.cairn.engine.search.SearchStrategy;
import dev.cairn.engine.search.Trajectory;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Beam search over steps: samples {@code beams} first steps, keeps the best {@code beams /
 * branching} open prefixes by reward and samples {@code branching} next steps of each, until
 * nothing is open.
 *
 * <p>Source: Snell et al., Scaling LLM Test-Time Compute Optimally Can Be More Effective than
 * Scaling Model Parameters, 2024, arXiv 2408.03314, section 5.2; N = {@code beams}, M = {@code
 * branching}. The paper leaves open what becomes of the width when beams finish: here a finished
 * beam leaves, is kept as a candidate once, and the open width stays N, so that the survivors share
 * the N next steps evenly, the better ones taking what does not divide. Ties keep the order in
 * which the steps were asked for. Nothing is ever cloned.
 *
 * @param beams N, the number of steps sampled at every level
 * @param branching M, the number of next steps of each kept prefix; divides N
 * @param aggregation what a prefix is worth
 */
public record BeamSearch(int beams, int branching, Aggregation aggregation)
    implements SearchStrategy {
  /** Refuses widths below 1 and beams that are no multiple of branching. */
  public BeamSearch {
    if (beams < 1 || branching < 1 || beams % branching != 0) {
      throw new IllegalArgumentException(
          "beams must be a positive multiple of branching but was %d with branching %d"
              .formatted(beams, branching));
    }
  }

  @Override
  public Set<Signal> needs() {
    return Set.of(Signal.REWARD);
  }

  @Override
  public Search start(Problem problem, RandomGenerator random) {
    return new Search() {
      private final List<Candidate> finished = new ArrayList<>();

      @Override
      public List<Expansion> begin() {
        return List.of(Expansion.steps(Trajectory.start(problem), beams));
      }

      @Override
      public List<Expansion> advance(List<List<Candidate>> children) {
        List<Candidate> level = children.stream().flatMap(List::stream).toList();
        level.stream().filter(candidate -> !candidate.open()).forEach(finished::add);
        return widen(
            level.stream()
                .filter(Candidate::open)
                .sorted(
                    Comparator.comparingDouble((Candidate open) -> aggregation.apply(open))
                        .reversed())
                .limit(beams / branching)
                .toList());
      }

      @Override
      public List<Candidate> candidates() {
        return List.copyOf(finished);
      }
    };
  }

  /** Shares the N next steps among the kept prefixes, best first. */
  private List<Expansion> widen(List<Candidate> kept) {
    List<Expansion> next = new ArrayList<>(kept.size());
    for (int i = 0; i < kept.size(); i++) {
      int share = beams / kept.size() + (i < beams % kept.size() ? 1 : 0);
      next.add(Expansion.steps(kept.get(i).trajectory(), share));
    }
    return next;
  }
}
