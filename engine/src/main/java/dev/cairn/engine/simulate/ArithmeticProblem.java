package dev.cairn.engine.simulate;

import dev.cairn.engine.search.Problem;

/**
 * A generated word problem.
 *
 * @param id unique in its set
 * @param question all that a solver needs
 * @param answer an integer in digits
 * @param level how hard it is, 1 to 5
 */
public record ArithmeticProblem(String id, String question, String answer, int level) {
  /** As the engine knows problems. */
  public Problem problem() {
    return new Problem(id, question, answer);
  }
}
