package dev.cairn.engine.search.strategy;

import dev.cairn.engine.search.Candidate;
import dev.cairn.engine.search.Finish;
import dev.cairn.engine.search.Pruned;
import dev.cairn.engine.search.Request;
import dev.cairn.engine.search.Search;
import dev.cairn.engine.search.Step;
import dev.cairn.engine.search.Trajectory;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A tree that a test writes down, and a search that is run over it. */
final class ScriptedTree {
  private final Map<String, Deque<String>> children = new HashMap<>();
  private final Map<String, Integer> told = new HashMap<>();
  private final List<String> rounds = new ArrayList<>();

  /**
   * Writes down children of a node in the order of their numbers.
   *
   * @param path such as {@code 0.1}; empty for the root
   * @param written the rewards of their last steps, separated by blanks; one that ends with {@code
   *     !} is of a finished child, what follows a colon is its text
   */
  ScriptedTree with(String path, String written) {
    children.computeIfAbsent(path, key -> new ArrayDeque<>()).addAll(List.of(written.split(" ")));
    return this;
  }

  /** Runs a search to its end. */
  ScriptedTree run(Search search) {
    List<? extends Request> wishes = search.begin();
    while (!wishes.isEmpty()) {
      rounds.add(
          wishes.stream()
              .map(wish -> path(wish.from()) + (wish.width() == 1 ? "*" : ""))
              .collect(Collectors.joining(" ")));
      wishes = search.advance(wishes.stream().map(this::answer).toList());
    }
    return this;
  }

  /** The paths asked for in each round, the root as nothing; {@code *} where one child was. */
  List<String> rounds() {
    return rounds;
  }

  private List<Candidate> answer(Request wish) {
    String path = path(wish.from());
    List<Candidate> answer = new ArrayList<>();
    for (int i = 0; i < wish.width(); i++) {
      int number = told.merge(path, 1, Integer::sum) - 1;
      Deque<String> left = children.getOrDefault(path, new ArrayDeque<>());
      if (left.isEmpty()) {
        throw new IllegalStateException("nothing is written for child " + number + " of " + path);
      }
      answer.add(child(wish.from(), number, left.removeFirst()));
    }
    return answer;
  }

  private static Candidate child(Trajectory from, int number, String written) {
    String[] parts = written.split(":", -1);
    String text = (parts.length == 1 ? "step " + number : parts[1]) + "\n\n";
    boolean finished = parts[0].endsWith("!");
    Trajectory child =
        from.append(
            number,
            List.of(new Step(text, 1, null)),
            finished ? Finish.ANSWERED : Finish.SEPARATOR);
    List<Double> rewards = new ArrayList<>(Collections.nCopies(child.steps().size(), 0.5));
    rewards.set(rewards.size() - 1, Double.valueOf(parts[0].replace("!", "")));
    return new Candidate(child, rewards);
  }

  /** Paths of candidates, as they are written here. */
  static List<String> paths(List<Candidate> candidates) {
    return candidates.stream().map(candidate -> path(candidate.trajectory())).toList();
  }

  /** Visits of the node at a path. */
  static int visits(Search search, String path) {
    return search.visits(node(path));
  }

  /** Why the search gave up the node at a path. */
  static @Nullable Pruned pruned(Search search, String path) {
    return search.pruned(node(path));
  }

  private static Trajectory node(String path) {
    Trajectory node = Trajectory.start(Scripted.PROBLEM);
    for (String number : path.isEmpty() ? new String[0] : path.split("\\.")) {
      node = node.append(Integer.parseInt(number), List.of(), Finish.SEPARATOR);
    }
    return node;
  }

  private static String path(Trajectory node) {
    return node.path().stream().map(String::valueOf).collect(Collectors.joining("."));
  }
}
