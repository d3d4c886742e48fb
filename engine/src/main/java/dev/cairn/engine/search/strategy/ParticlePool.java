package dev.cairn.engine.search.strategy;

/** What a particle method returns. */
public enum ParticlePool {
  /** Every solution that a particle finished, once, even if resampling dropped it later. */
  EVER,
  /** The last set of particles, each solution as often as there are particles that hold it. */
  LAST
}
