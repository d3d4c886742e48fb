package dev.cairn.engine.search.strategy;

import dev.cairn.engine.search.Aggregation;
import dev.cairn.engine.search.Candidate;
import dev.cairn.engine.search.Expansion;
import dev.cairn.engine.search.Problem;
import dev.cairn.engine.search.Search;
import dev.cairn.engine.search.SearchStrategy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Particle filtering: {@code particles} partial solutions grow by a step at a time; a particle's
 * weight is multiplied by the odds r / (1 - r) of its reward at every step, and whenever the
 * weights have become too uneven the particles are drawn anew from them, after which all weigh the
 * same.
 *
 * <p>Source: Puri et al., A Probabilistic Inference Approach to Inference-Time Scaling of LLMs
 * using Particle-Based Monte Carlo Methods, 2025, arXiv 2502.01618, algorithm 1; N = {@code
 * particles}, weights as a softmax over the logits of the rewards. A finished particle stays among
 * the others and weighs at every step what it weighed at its last. The paper draws all N anew at
 * every step by independent draws, which is {@code resampling: multinomial, ess-threshold: 1}; here
 * draws are systematic and made only if the effective sample size is below the threshold times N
 * (Doucet and Johansen, A Tutorial on Particle Filtering and Smoothing, 2009, section 3.5), which
 * loses fewer particles by chance. Particles at one node are one expansion.
 *
 * @param particles N
 * @param resampling how they are drawn
 * @param essThreshold share of N, in [0, 1]; 0 never draws, 1 always
 * @param finished whether finished particles are drawn among the others
 * @param pool what is returned
 * @param lookAhead greedy steps after which a particle is weighed; 0 weighs it as it is
 * @param aggregation what a prefix is worth
 */
public record ParticleFiltering(
    int particles,
    Resampling resampling,
    double essThreshold,
    Finished finished,
    ParticlePool pool,
    int lookAhead,
    Aggregation aggregation)
    implements SearchStrategy {

  /** Whether finished particles are drawn among the others. */
  public enum Finished {
    /** They are, and may be lost or copied. */
    STAY,
    /** They are set aside, and the others are drawn among themselves. */
    LEAVE
  }

  /** Refuses fewer than one particle and a threshold out of range. */
  public ParticleFiltering {
    Checks.count("particles", particles);
    Checks.share("ess-threshold", essThreshold);
    LookAhead.check(lookAhead);
  }

  @Override
  public Set<Signal> needs() {
    return Set.of(Signal.REWARD);
  }

  @Override
  public Search start(Problem problem, RandomGenerator random) {
    return LookAhead.steps(lookAhead, new Filter(problem, random));
  }

  /** Whether particles of these weights are drawn anew. */
  boolean uneven(Weights weights) {
    return essThreshold == 1 || weights.effectiveSampleSize() < essThreshold * weights.size();
  }

  private final class Filter implements Search {
    private final RandomGenerator random;
    private final Endings endings = new Endings();
    private final List<Candidate> aside = new ArrayList<>();
    private Particles now;
    private double[] carried;

    Filter(Problem problem, RandomGenerator random) {
      this.random = random;
      now = Particles.start(problem, particles);
      carried = new double[particles];
    }

    @Override
    public List<Expansion> begin() {
      return now.steps();
    }

    @Override
    public List<Expansion> advance(List<List<Candidate>> children) {
      now = now.moved(children);
      endings.add(now);
      if (finished == Finished.LEAVE) {
        setAside();
      }
      if (now.size() > 0) {
        weigh();
      }
      return now.steps();
    }

    private void weigh() {
      double[] logWeights = now.logOdds(aggregation);
      Arrays.setAll(logWeights, i -> logWeights[i] + carried[i]);
      Weights weights = Weights.softmax(logWeights, 1);
      if (uneven(weights)) {
        now = now.drawn(resampling.draw(weights, now.size(), random));
        carried = new double[now.size()];
      } else {
        carried = logWeights;
      }
    }

    private void setAside() {
      List<Candidate> open = new ArrayList<>();
      List<Double> kept = new ArrayList<>();
      for (int i = 0; i < now.size(); i++) {
        if (now.at().get(i).open()) {
          open.add(now.at().get(i));
          kept.add(carried[i]);
        } else {
          aside.add(now.at().get(i));
        }
      }
      now = new Particles(open);
      carried = kept.stream().mapToDouble(Double::doubleValue).toArray();
    }

    @Override
    public List<Candidate> candidates() {
      return pool == ParticlePool.EVER
          ? endings.once()
          : new Level(aside).plus(now.finished()).candidates();
    }
  }
}
