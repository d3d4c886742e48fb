package dev.cairn.engine.search.strategy;

import dev.cairn.engine.search.Aggregation;
import dev.cairn.engine.search.Candidate;
import dev.cairn.engine.search.Expansion;
import dev.cairn.engine.search.Problem;
import dev.cairn.engine.search.Search;
import dev.cairn.engine.search.SearchStrategy;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Entropic particle filtering: particles are drawn anew at every step from the softmax of their
 * log-odds; early in the search, when few of them hold most of the weight, the softmax is flattened
 * by a temperature, so that the reward model's first judgements do not end the diversity.
 *
 * <p>Source: Giannone et al., Mitigating Premature Exploitation in Particle-Based Monte Carlo for
 * Inference-Time Scaling, 2025, arXiv 2510.05825, section on entropic annealing; N = {@code
 * particles}, T = {@code horizon}. With ESS the effective sample size, H its normalised entropy and
 * t/T the progress:
 *
 * <pre>  base     max(1, 2 - t/T)
 *  ess      max(1, N / ESS (1 - t/T))
 *  entropy  max(1, 1 / (H + (1 - H) t/T))
 * </pre>
 *
 * <p>The look-ahead modulation of the paper is the general {@code look-ahead} here: the particle is
 * weighed by the reward of its greedy continuation.
 *
 * @param particles N
 * @param resampling how they are drawn
 * @param annealing how the temperature is found
 * @param essThreshold share of N, in [0, 1]; at a smaller effective sample size it is flattened
 * @param earlyPhase share of the horizon, in [0, 1], after which nothing is flattened
 * @param horizon T, the number of steps that solutions are expected to have at most
 * @param pool what is returned
 * @param lookAhead greedy steps after which a particle is weighed; 0 weighs it as it is
 * @param aggregation what a prefix is worth
 */
public record EntropicParticleFiltering(
    int particles,
    Resampling resampling,
    Annealing annealing,
    double essThreshold,
    double earlyPhase,
    int horizon,
    ParticlePool pool,
    int lookAhead,
    Aggregation aggregation)
    implements SearchStrategy {

  /** How the temperature is found. */
  public enum Annealing {
    /** From the progress alone. */
    BASE {
      @Override
      double temperature(Weights weights, double progress) {
        return Math.max(1, 2 - progress);
      }
    },
    /** From the effective sample size. */
    ESS {
      @Override
      double temperature(Weights weights, double progress) {
        return Math.max(1, weights.size() / weights.effectiveSampleSize() * (1 - progress));
      }
    },
    /** From the entropy. */
    ENTROPY {
      @Override
      double temperature(Weights weights, double progress) {
        double entropy = weights.normalisedEntropy();
        return Math.max(1, 1 / (entropy + (1 - entropy) * progress));
      }
    };

    /**
     * The temperature, at least 1.
     *
     * @param progress in [0, 1]
     */
    abstract double temperature(Weights weights, double progress);
  }

  /** Refuses counts below 1 and shares out of range. */
  public EntropicParticleFiltering {
    Checks.count("particles", particles);
    Checks.share("ess-threshold", essThreshold);
    Checks.share("early-phase", earlyPhase);
    Checks.count("horizon", horizon);
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
          private final Endings endings = new Endings();
          private Particles now = Particles.start(problem, particles);
          private int step;

          @Override
          public List<Expansion> begin() {
            return now.steps();
          }

          @Override
          public List<Expansion> advance(List<List<Candidate>> children) {
            now = now.moved(children);
            endings.add(now);
            Weights weights = annealed(now.logOdds(aggregation), step++ / (double) horizon);
            now = now.drawn(resampling.draw(weights, particles, random));
            return now.steps();
          }

          @Override
          public List<Candidate> candidates() {
            return pool == ParticlePool.EVER ? endings.once() : now.finished();
          }
        });
  }

  /** The weights that particles are drawn by; {@code progress} is at least 0. */
  Weights annealed(double[] logOdds, double progress) {
    Weights weights = Weights.softmax(logOdds, 1);
    boolean uneven = weights.effectiveSampleSize() < essThreshold * weights.size();
    return uneven && progress < earlyPhase
        ? Weights.softmax(logOdds, annealing.temperature(weights, progress))
        : weights;
  }
}
