package dev.cairn.engine.search.strategy;

import dev.cairn.engine.search.Candidate;
import dev.cairn.engine.search.Expansion;
import dev.cairn.engine.search.Finish;
import dev.cairn.engine.search.Problem;
import dev.cairn.engine.search.Step;
import dev.cairn.engine.search.Trajectory;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;

/** Answers a search with children whose rewards are written down in a test. */
final class Scripted {
  static final Problem PROBLEM = new Problem("p", "2 + 3 + 4?", "9");

  private Scripted() {}

  /**
   * The children of a round.
   *
   * @param wishes of the search
   * @param rewards of the last steps of all children in order, separated by blanks; one that ends
   *     with {@code !} is of a finished child
   */
  static List<List<Candidate>> children(List<Expansion> wishes, String rewards) {
    Deque<String> left = new ArrayDeque<>(List.of(rewards.split(" ")));
    List<List<Candidate>> children = new ArrayList<>();
    for (Expansion wish : wishes) {
      List<Candidate> siblings = new ArrayList<>();
      for (int number = 0; number < wish.width(); number++) {
        siblings.add(child(wish.from(), number, left.removeFirst()));
      }
      children.add(siblings);
    }
    if (!left.isEmpty()) {
      throw new IllegalArgumentException("rewards left over: " + left);
    }
    return children;
  }

  private static Candidate child(Trajectory from, int number, String written) {
    boolean finished = written.endsWith("!");
    Trajectory child =
        from.append(
            number,
            List.of(new Step("step %d\n\n".formatted(number), 3, null)),
            finished ? Finish.ANSWERED : Finish.SEPARATOR);
    List<Double> rewards = new ArrayList<>(Collections.nCopies(child.steps().size(), 0.5));
    rewards.set(rewards.size() - 1, Double.valueOf(written.replace("!", "")));
    return new Candidate(child, rewards);
  }

  static List<List<Integer>> paths(List<Expansion> wishes) {
    return wishes.stream().map(wish -> wish.from().path()).toList();
  }

  static List<Integer> widths(List<Expansion> wishes) {
    return wishes.stream().map(Expansion::width).toList();
  }

  static List<List<Integer>> found(List<Candidate> candidates) {
    return candidates.stream().map(candidate -> candidate.trajectory().path()).toList();
  }
}
