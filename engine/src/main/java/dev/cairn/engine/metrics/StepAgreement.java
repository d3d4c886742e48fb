package dev.cairn.engine.metrics;

import java.io.Serializable;
import java.util.Comparator;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How a critic's step labels agree with the true ones, over trajectories of steps that are right
 * (1), neutral (0) or wrong (-1): the metrics of AgentProcessBench.
 *
 * @param steps labelled steps
 * @param stepsAgreed of these, those that the critic labels alike; a step that it leaves out
 *     differs
 * @param trajectories number of these
 * @param firstErrorsFound of these, those whose first wrong step, or having none, is the critic's
 *     as well
 */
public record StepAgreement(long steps, long stepsAgreed, long trajectories, long firstErrorsFound)
    implements Serializable {
  /** No trajectory yet. */
  public static final StepAgreement NONE = new StepAgreement(0, 0, 0, 0);

  private static final int WRONG = -1;

  /** The same with one trajectory more; labels by the step's position. */
  public StepAgreement plus(Map<Integer, Integer> truth, Map<Integer, Integer> critic) {
    long agreed =
        truth.entrySet().stream()
            .filter(step -> step.getValue().equals(critic.get(step.getKey())))
            .count();
    boolean found = Objects.equals(firstError(truth), firstError(critic));
    return new StepAgreement(
        steps + truth.size(),
        stepsAgreed + agreed,
        trajectories + 1,
        firstErrorsFound + (found ? 1 : 0));
  }

  /** The sum of both. */
  public StepAgreement plus(StepAgreement other) {
    return new StepAgreement(
        steps + other.steps,
        stepsAgreed + other.stepsAgreed,
        trajectories + other.trajectories,
        firstErrorsFound + other.firstErrorsFound);
  }

  /** Share of steps labelled alike, pooled over trajectories. */
  public Figure stepAccuracy() {
    return Figure.share(stepsAgreed, steps, "no step is labelled");
  }

  /** Share of trajectories with the same first wrong step, or both without one. */
  public Figure firstErrorAccuracy() {
    return Figure.share(firstErrorsFound, trajectories, "there is no trajectory");
  }

  private static @Nullable Integer firstError(Map<Integer, Integer> labels) {
    return labels.entrySet().stream()
        .filter(step -> step.getValue() == WRONG)
        .map(Map.Entry::getKey)
        .min(Comparator.naturalOrder())
        .orElse(null);
  }
}
