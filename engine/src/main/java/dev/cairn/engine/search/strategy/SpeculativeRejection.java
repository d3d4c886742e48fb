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
 * Speculative rejection: best-of-n whose solutions grow a step at a time, and after every step the
 * worst {@code reject} of those that are still open are given up, so that their tokens are not
 * spent. A finished solution is a candidate and rejects nobody; one open solution always goes on.
 *
 * <p>Source: Sun et al., Fast Best-of-N Decoding via Speculative Rejection, 2024, arXiv 2410.20290;
 * N = {@code n}, alpha = {@code reject}. The paper decides whenever the memory of an accelerator is
 * full, by an outcome model's score of the partial text; here it is at the end of every step, by
 * the reward model's.
 *
 * @param n solutions begun, at least 1
 * @param reject share of the open solutions given up at every step, rounded down, in [0, 1)
 * @param aggregation what a prefix is worth
 */
public record SpeculativeRejection(int n, double reject, Aggregation aggregation)
    implements SearchStrategy {
  /** A share this little below a whole number is that number. */
  private static final double ROUNDING = 1e-9;

  /** Refuses a count below 1 and a share out of range. */
  public SpeculativeRejection {
    Counts.check("n", n);
    if (!(reject >= 0 && reject < 1)) {
      throw new IllegalArgumentException("reject must be in [0, 1) but was " + reject);
    }
  }

  @Override
  public Set<Signal> needs() {
    return Set.of(Signal.REWARD);
  }

  @Override
  public Search start(Problem problem, RandomGenerator random) {
    return new Search() {
      private final List<Candidate> done = new ArrayList<>();

      @Override
      public List<Expansion> begin() {
        return List.of(Expansion.steps(Trajectory.start(problem), n));
      }

      @Override
      public List<Expansion> advance(List<List<Candidate>> children) {
        Level level = Level.of(children);
        done.addAll(level.finished().candidates());
        Level open = level.open();
        int rejected = (int) Math.floor(reject * open.size() + ROUNDING);
        return open.ranked(aggregation::apply).first(open.size() - rejected).candidates().stream()
            .map(kept -> Expansion.steps(kept.trajectory(), 1))
            .toList();
      }

      @Override
      public List<Candidate> candidates() {
        return List.copyOf(done);
      }
    };
  }
}
