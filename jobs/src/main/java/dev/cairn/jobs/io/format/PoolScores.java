package dev.cairn.jobs.io.format;

import dev.cairn.jobs.io.format.Pool.Candidate;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * What a reward model says to the candidates of a pool.
 *
 * @param problem the pool's id
 * @param scores for each candidate, in the pool's order, one per step
 */
public record PoolScores(String problem, List<List<Double>> scores) implements Serializable {
  /**
   * The pool with these scores.
   *
   * @throws BadFieldException if there is not one list for each candidate, with one score for each
   *     of its steps where the pool has steps
   */
  public Pool on(Pool pool) throws BadFieldException {
    if (scores.size() != pool.candidates().size()) {
      throw new BadFieldException(
          "scores",
          "must have one list for each of the %d candidates of pool %s but has %d"
              .formatted(pool.candidates().size(), problem, scores.size()));
    }
    List<Candidate> scored = new ArrayList<>();
    for (Candidate candidate : pool.candidates()) {
      List<Double> own = scores.get(scored.size());
      if (!candidate.steps().isEmpty() && own.size() != candidate.steps().size()) {
        throw new BadFieldException(
            "scores[%d]".formatted(scored.size()),
            "must have one score for each of the %d steps of its candidate but has %d"
                .formatted(candidate.steps().size(), own.size()));
      }
      scored.add(candidate.scored(own));
    }
    return new Pool(pool.problem(), pool.question(), pool.reference(), scored);
  }
}
