package dev.cairn.engine.search.strategy;

import dev.cairn.engine.search.Aggregation;
import dev.cairn.engine.search.Candidate;
import dev.cairn.engine.search.Expansion;
import dev.cairn.engine.search.Problem;
import dev.cairn.engine.search.Search;
import dev.cairn.engine.search.SearchStrategy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Particle Gibbs: particle filtering several times over; from the second time on, solutions drawn
 * from the last set of particles are references, which take part in every resampling and are
 * themselves never moved or lost. A reference weighs at step t what its first t steps are worth,
 * and a particle drawn from it goes on from there.
 *
 * <p>Source: Puri et al., A Probabilistic Inference Approach to Inference-Time Scaling of LLMs
 * using Particle-Based Monte Carlo Methods, 2025, arXiv 2502.01618, section on particle Gibbs,
 * after Andrieu, Doucet and Holenstein, Particle Markov Chain Monte Carlo Methods, 2010. Its
 * authors' code weighs a reference by its final reward at every step, so that it crowds the others
 * out early; here it is the reward of the prefix, as the text of the method has it.
 *
 * @param particles of each iteration, references among them
 * @param iterations how often the filter runs
 * @param references kept from one iteration to the next, fewer than particles
 * @param resampling how particles are drawn, at every step
 * @param pool what is returned; the last particles are those of the last iteration
 * @param lookAhead greedy steps after which a particle is weighed; 0 weighs it as it is
 * @param aggregation what a prefix is worth
 */
public record ParticleGibbs(
    int particles,
    int iterations,
    int references,
    Resampling resampling,
    ParticlePool pool,
    int lookAhead,
    Aggregation aggregation)
    implements SearchStrategy {
  /** Refuses counts out of range. */
  public ParticleGibbs {
    Checks.count("particles", particles);
    Checks.count("iterations", iterations);
    if (references < 0 || references >= particles) {
      throw new IllegalArgumentException(
          "references must be in [0, particles) but was %d with particles %d"
              .formatted(references, particles));
    }
    LookAhead.check(lookAhead);
  }

  @Override
  public Set<Signal> needs() {
    return Set.of(Signal.REWARD);
  }

  @Override
  public Search start(Problem problem, RandomGenerator random) {
    return LookAhead.steps(lookAhead, new Gibbs(problem, random));
  }

  private final class Gibbs implements Search {
    private final Problem problem;
    private final RandomGenerator random;
    private final Endings endings = new Endings();
    private final Map<List<Integer>, Candidate> told = new HashMap<>();
    private Particles free;
    private Particles kept = new Particles(List.of());
    private int iteration = 1;
    private int step;

    Gibbs(Problem problem, RandomGenerator random) {
      this.problem = problem;
      this.random = random;
      free = Particles.start(problem, particles);
    }

    @Override
    public List<Expansion> begin() {
      return free.steps();
    }

    @Override
    public List<Expansion> advance(List<List<Candidate>> children) {
      Level.of(children).candidates().forEach(child -> told.put(child.trajectory().path(), child));
      free = free.moved(children);
      endings.add(free);
      step++;
      free = drawn(free.plus(keptAtStep()), free.size());
      List<Expansion> next = free.steps();
      if (next.isEmpty() && iteration < iterations) {
        kept = drawn(free.plus(kept), references);
        free = Particles.start(problem, particles - references);
        iteration++;
        step = 0;
        return free.steps();
      }
      return next;
    }

    private Particles drawn(Particles from, int n) {
      Weights weights = Weights.softmax(from.logOdds(aggregation), 1);
      return from.drawn(resampling.draw(weights, n, random));
    }

    /** The references as they were after as many steps as the free particles have made. */
    private Particles keptAtStep() {
      List<Candidate> prefixes = new ArrayList<>(kept.size());
      for (Candidate reference : kept.at()) {
        List<Integer> path = reference.trajectory().path();
        prefixes.add(
            step < path.size()
                ? Objects.requireNonNull(told.get(path.subList(0, step)))
                : reference);
      }
      return new Particles(prefixes);
    }

    @Override
    public List<Candidate> candidates() {
      return pool == ParticlePool.EVER ? endings.once() : free.plus(kept).finished();
    }
  }
}
