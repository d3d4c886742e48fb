package dev.cairn.engine.search;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A solution as far as it is written: a node of the search tree.
 *
 * @param problem what is being solved
 * @param path the node's address: for every request from the root down, the number of the child
 *     that was taken, counted over all children ever asked of its parent; empty for the root
 * @param steps the text so far; a child may add several steps (a whole solution) or none (the
 *     policy ended its answer at once)
 * @param finish why the text ends here; {@link Finish#SEPARATOR} for the root
 */
public record Trajectory(Problem problem, List<Integer> path, List<Step> steps, Finish finish) {
  /** Copies the lists. */
  public Trajectory {
    path = List.copyOf(path);
    steps = List.copyOf(steps);
  }

  /** The root: nothing written yet. */
  public static Trajectory start(Problem problem) {
    return new Trajectory(problem, List.of(), List.of(), Finish.SEPARATOR);
  }

  /** The {@code child}-th continuation of this trajectory. */
  public Trajectory append(int child, List<Step> more, Finish why) {
    if (!open()) {
      throw new IllegalStateException("a trajectory that is " + finish + " cannot be continued");
    }
    return revised(child, steps.size(), more, why);
  }

  /**
   * The {@code child}-th child of this trajectory, of whose steps it has the first {@code kept}.
   */
  public Trajectory revised(int child, int kept, List<Step> more, Finish why) {
    List<Integer> address = new ArrayList<>(path);
    address.add(child);
    List<Step> text = new ArrayList<>(steps.subList(0, kept));
    text.addAll(more);
    return new Trajectory(problem, address, text, why);
  }

  /** Whether it can be continued. */
  public boolean open() {
    return finish == Finish.SEPARATOR;
  }

  /** The solution's text, without the question. */
  public String text() {
    return steps.stream().map(Step::text).collect(Collectors.joining());
  }

  /** Generated tokens of all steps. */
  public int tokens() {
    return steps.stream().mapToInt(Step::tokens).sum();
  }
}
