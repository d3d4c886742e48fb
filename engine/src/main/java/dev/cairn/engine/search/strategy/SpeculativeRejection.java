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
 * worst {@code reject} of them are given up, so that their tokens are not spent. A finished
 * solution stays among those that are compared, by its last reward, until it is one of the worst;
 * it is a candidate all the same. The search ends when none of those that are left is open.
 *
 * <p>Source: Sun et al., Fast Best-of-N Decoding via Speculative Rejection, 2024, arXiv 2410.20290,
 * section 4; N = {@code n}, alpha = {@code reject}. The paper decides whenever the memory of an
 * accelerator is full, by an outcome model's score of the partial text; here it is at the end of
 * every step, by the reward model's. The authors' code rounds the number that is kept to the
 * nearest; here the number that is given up is rounded down, so that one is always left.
 *
 * @param n solutions begun, at least 1
 * @param reject share given up at every step, rounded down, in [0, 1)
 * @param aggregation what a prefix is worth
 */
public record SpeculativeRejection(int n, double reject, Aggregation aggregation)
    implements SearchStrategy {
  /** A share this little below a whole number is that number. */
  private static final double ROUNDING = 1e-9;

  /** Refuses a count below 1 and a share out of range. */
  public SpeculativeRejection {
    Checks.count("n", n);
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
      private Level left = new Level(List.of());

      @Override
      public List<Expansion> begin() {
        return List.of(Expansion.steps(Trajectory.start(problem), n));
      }

      @Override
      public List<Expansion> advance(List<List<Candidate>> children) {
        Level level = Level.of(children);
        done.addAll(level.finished().candidates());
        left = withoutTheWorst(left.finished().plus(level.candidates()));
        return left.open().candidates().stream()
            .map(kept -> Expansion.steps(kept.trajectory(), 1))
            .toList();
      }

      @Override
      public List<Candidate> candidates() {
        return List.copyOf(done);
      }
    };
  }

  private Level withoutTheWorst(Level rivals) {
    int rejected = (int) Math.floor(reject * rivals.size() + ROUNDING);
    return rivals.ranked(aggregation::apply).first(rivals.size() - rejected);
  }
}
