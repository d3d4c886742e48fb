package dev.cairn.engine.worker;

/**
 * How tokens are chosen. Every server is told all of it, since their own defaults differ and some
 * come with the model.
 *
 * @param temperature 0 is greedy
 * @param topP nucleus, in (0, 1]
 * @param topK the likeliest tokens that are chosen from; 0 for all
 * @param seed of the first continuation; the i-th has seed + i
 */
public record Sampling(double temperature, double topP, int topK, long seed) {
  /** The likeliest token each time. */
  public static final Sampling GREEDY = new Sampling(0, 1, 0, 0);

  Sampling at(long otherSeed) {
    return new Sampling(temperature, topP, topK, otherSeed);
  }
}
