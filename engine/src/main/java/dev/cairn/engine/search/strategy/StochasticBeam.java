package dev.cairn.engine.search.strategy;

import dev.cairn.engine.search.Aggregation;
import dev.cairn.engine.search.Candidate;
import dev.cairn.engine.search.Expansion;
import dev.cairn.engine.search.Problem;
import dev.cairn.engine.search.Search;
import dev.cairn.engine.search.SearchStrategy;
import dev.cairn.engine.search.Trajectory;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Stochastic beam search: like beam search, but the {@code beams / branching} prefixes that are
 * kept are drawn without replacement, a prefix of value E with a weight of exp(E / t), and t falls
 * by a factor from level to level. Finished solutions stay in the beam while they are drawn; the
 * search ends when all that it holds are finished.
 *
 * <p>Source: Xie et al., Self-Evaluation Guided Beam Search for Reasoning, 2023, arXiv 2305.00633,
 * section 3.2; k = {@code beams / branching}, n = {@code branching}, tau = {@code temperature},
 * alpha = {@code decay}. Their E mixes the policy's probability and its own judgement; here it is
 * the reward model's. The weights of their code are E^(1/t), the option {@code power}.
 *
 * @param beams the number of steps sampled at every level
 * @param branching the number of next steps of each kept prefix; divides beams
 * @param weighting how a value becomes a weight
 * @param temperature t of the first level, above 0; near 0 it is beam search
 * @param decay factor of t from level to level, in (0, 1]
 * @param lookAhead greedy steps after which a prefix is judged; 0 judges it as it is
 * @param aggregation what a prefix is worth
 */
public record StochasticBeam(
    int beams,
    int branching,
    Weighting weighting,
    double temperature,
    double decay,
    int lookAhead,
    Aggregation aggregation)
    implements SearchStrategy {

  /** How a value E becomes a weight at temperature t. */
  public enum Weighting {
    /** exp(E / t). */
    EXPONENTIAL {
      @Override
      double logWeight(double value) {
        return value;
      }
    },
    /** E^(1 / t). */
    POWER {
      @Override
      double logWeight(double value) {
        // A value of 0 has no weight, which a very small one is as good as.
        return Math.log(Math.max(value, Double.MIN_NORMAL));
      }
    };

    /** Times t, the logarithm of the weight. */
    abstract double logWeight(double value);
  }

  /** Refuses widths and temperatures out of range. */
  public StochasticBeam {
    if (beams < 1 || branching < 1 || beams % branching != 0) {
      throw new IllegalArgumentException(
          "beams must be a positive multiple of branching but was %d with branching %d"
              .formatted(beams, branching));
    }
    if (!(temperature > 0)) {
      throw new IllegalArgumentException("temperature must be above 0 but was " + temperature);
    }
    if (!(decay > 0 && decay <= 1)) {
      throw new IllegalArgumentException("decay must be in (0, 1] but was " + decay);
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
          private List<Candidate> done = List.of();
          private double t = temperature;

          @Override
          public List<Expansion> begin() {
            return List.of(Expansion.steps(Trajectory.start(problem), beams));
          }

          @Override
          public List<Expansion> advance(List<List<Candidate>> children) {
            Level kept = drawn(new Level(done).plus(Level.of(children).candidates()), t, random);
            t *= decay;
            done = kept.finished().candidates();
            return kept.open().candidates().stream()
                .map(prefix -> Expansion.steps(prefix.trajectory(), branching))
                .toList();
          }

          @Override
          public List<Candidate> candidates() {
            return done;
          }
        });
  }

  private Level drawn(Level level, double t, RandomGenerator random) {
    double[] logWeights =
        level.candidates().stream()
            .mapToDouble(each -> weighting.logWeight(aggregation.apply(each)) / t)
            .toArray();
    return new Level(
        Resampling.withoutReplacement(logWeights, beams / branching, random).stream()
            .map(level.candidates()::get)
            .toList());
  }
}
