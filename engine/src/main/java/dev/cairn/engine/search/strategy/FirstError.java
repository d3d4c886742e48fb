package dev.cairn.engine.search.strategy;

import dev.cairn.engine.search.Candidate;
import dev.cairn.engine.search.Revision.Attempt;
import dev.cairn.engine.search.SearchStrategy.Signal;
import java.util.Optional;
import java.util.Set;

/**
 * The first step of a solution that its reward model finds wrong.
 *
 * @param solution that holds it
 * @param step its number, from 0
 */
record FirstError(Candidate solution, int step) {

  /** The first step whose reward is below {@code threshold}; empty if there is none. */
  static Optional<FirstError> of(Candidate solution, double threshold) {
    for (int step = 0; step < solution.rewards().size(); step++) {
      if (solution.rewards().get(step) < threshold) {
        return Optional.of(new FirstError(solution, step));
      }
    }
    return Optional.empty();
  }

  /** What must be known of a solution to say this of it. */
  static Set<Signal> needs(Critique critique) {
    return critique == Critique.WRITTEN
        ? Set.of(Signal.REWARD, Signal.CRITIQUE)
        : Set.of(Signal.REWARD);
  }

  static void checkThreshold(double threshold) {
    Checks.share("threshold", threshold);
  }

  /** The solution with a remark on this step, for its writer to see. */
  Attempt attempt(Critique critique) {
    String why = critique == Critique.NAMED ? "" : solution.critiques().get(step).strip();
    String remark =
        "Step %d of your solution is wrong:\n\n%s\n\n%sSolve the problem again, with this corrected."
            .formatted(
                step + 1,
                solution.trajectory().steps().get(step).text().strip(),
                why.isEmpty() ? "" : why + "\n\n");
    return new Attempt(solution.trajectory(), remark);
  }
}
