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
 * Diverse verifier tree search: {@code beams / branching} trees that do not compete. In each, the
 * best of {@code branching} next steps is committed and all others are dropped, until it is
 * finished.
 *
 * <p>Source: Beeching, Tunstall and Rush, Scaling Test-Time Compute with Open Models, Hugging Face,
 * 2024, section on DVTS; N = {@code beams}, M = {@code branching}. A tree returns the one solution
 * that it committed to, as in compute-optimal-tts. The authors' search-and-learn returns all M
 * steps of its last expansion, which is the option {@code last-expansion}; siblings that are not
 * finished are left out of it, since they hold no answer. The authors roll out one step ahead by
 * default, by mistake as they say; here it is none.
 *
 * @param beams N, the number of steps sampled at every level while no tree has finished
 * @param branching M, the number of next steps that a tree chooses from; divides N
 * @param emit what a finished tree returns
 * @param lookAhead greedy steps after which a step is judged; 0 judges it as it is
 * @param aggregation what a prefix is worth
 */
public record Dvts(int beams, int branching, Emit emit, int lookAhead, Aggregation aggregation)
    implements SearchStrategy {

  /** What a finished tree returns. */
  public enum Emit {
    /** The solution that it committed to. */
    CHOSEN,
    /** All finished children of its last expansion. */
    LAST_EXPANSION
  }

  /** Refuses widths below 1 and beams that are no multiple of branching. */
  public Dvts {
    if (beams < 1 || branching < 1 || beams % branching != 0) {
      throw new IllegalArgumentException(
          "beams must be a positive multiple of branching but was %d with branching %d"
              .formatted(beams, branching));
    }
    LookAhead.check(lookAhead);
  }

  @Override
  public Set<Signal> needs() {
    return Set.of(Signal.REWARD);
  }

  @Override
  public Search start(Problem problem, RandomGenerator random) {
    return LookAhead.steps(lookAhead, new Trees(problem));
  }

  private final class Trees implements Search {
    private final Problem problem;
    private final List<Candidate> done = new ArrayList<>();
    private boolean begun;

    Trees(Problem problem) {
      this.problem = problem;
    }

    @Override
    public List<Expansion> begin() {
      return List.of(Expansion.steps(Trajectory.start(problem), beams));
    }

    @Override
    public List<Expansion> advance(List<List<Candidate>> children) {
      List<Expansion> next = new ArrayList<>();
      for (List<Candidate> siblings : begun ? children : trees(children.get(0))) {
        Candidate best = new Level(siblings).ranked(aggregation::apply).candidates().get(0);
        if (best.open()) {
          next.add(Expansion.steps(best.trajectory(), branching));
        } else if (emit == Emit.CHOSEN) {
          done.add(best);
        } else {
          done.addAll(new Level(siblings).finished().candidates());
        }
      }
      begun = true;
      return next;
    }

    /** The first steps, M to each tree. */
    private List<List<Candidate>> trees(List<Candidate> firstSteps) {
      List<List<Candidate>> trees = new ArrayList<>();
      for (int from = 0; from < beams; from += branching) {
        trees.add(firstSteps.subList(from, from + branching));
      }
      return trees;
    }

    @Override
    public List<Candidate> candidates() {
      return List.copyOf(done);
    }
  }
}
