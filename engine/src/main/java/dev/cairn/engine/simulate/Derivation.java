package dev.cairn.engine.simulate;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A solution of a word problem as far as it is written: equations in the order of the operations.
 * Mutable; grows by {@link #read}.
 */
final class Derivation {
  private static final String CONCLUSION = "Final Answer:";
  private static final Pattern EQUATION =
      Pattern.compile("-?\\d+ [-+*/] \\d+ = (-?\\d{1,18})(?!\\d)");

  private final WordProblem problem;
  private final List<Long> truth;
  private long value;
  private int steps;
  private int rightSteps;
  private boolean right = true;
  private boolean concluded;

  Derivation(WordProblem problem) {
    this.problem = problem;
    this.truth = problem.values();
    this.value = problem.start();
  }

  /** A derivation that goes on from another one, leaving that as it is. */
  Derivation(Derivation other) {
    this.problem = other.problem;
    this.truth = other.truth;
    this.value = other.value;
    this.steps = other.steps;
    this.rightSteps = other.rightSteps;
    this.right = other.right;
    this.concluded = other.concluded;
  }

  /**
   * Reads the equations of a piece of the solution; those after the last operation are wrong, and
   * so is an answer that is given before it. "Wait" begins the solution again.
   */
  void read(String text) {
    int wait = text.lastIndexOf(Draft.WAIT);
    if (wait >= 0) {
      begin();
    }
    Matcher equation = EQUATION.matcher(text);
    equation.region(wait < 0 ? 0 : wait, text.length());
    while (equation.find()) {
      append(Long.parseLong(equation.group(1)));
    }
    if (text.contains(CONCLUSION)) {
      concluded = true;
      right = right && finished();
    }
  }

  private void begin() {
    value = problem.start();
    steps = 0;
    rightSteps = 0;
    right = true;
    concluded = false;
  }

  /** Whether its answer is asked for, be it finished or not. */
  boolean concluded() {
    return concluded;
  }

  /** How many steps are right before the first that is not. */
  int rightSteps() {
    return rightSteps;
  }

  /** Adds a step with its result. */
  void append(long result) {
    right = right && steps < truth.size() && truth.get(steps) == result;
    rightSteps += right ? 1 : 0;
    value = result;
    steps++;
  }

  /** Whether all steps so far are right. */
  boolean right() {
    return right;
  }

  /** How many steps are written. */
  int steps() {
    return steps;
  }

  boolean finished() {
    return steps >= truth.size();
  }

  /** The value after the last step. */
  long value() {
    return value;
  }

  /** What comes next; only if not finished. */
  Operation next() {
    return problem.operations().get(steps);
  }

  /** The right value after the next step; only if not finished. */
  long nextTruth() {
    return truth.get(steps);
  }

  boolean nextIsLast() {
    return steps == truth.size() - 1;
  }
}
