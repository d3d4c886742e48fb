package dev.cairn.engine.search.strategy;

import dev.cairn.engine.search.Candidate;
import dev.cairn.engine.search.Finish;
import dev.cairn.engine.search.Problem;
import dev.cairn.engine.search.Request;
import dev.cairn.engine.search.Step;
import dev.cairn.engine.search.Trajectory;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Answers a search with children that are written down in a test. Each is the reward of its last
 * step; one that ends with {@code !} is finished, with {@code ~} cut off; after that may follow
 * {@code :text}, {@code =answer} and {@code @log-probability}.
 */
final class Scripted {
  static final Problem PROBLEM = new Problem("p", "2 + 3 + 4?", "9");
  private static final Pattern CHILD =
      Pattern.compile("([\\d.]+)([!~]?)(?::(\\w+))?(?:=(\\w+))?(?:@(-[\\d.]+))?");
  private static final int TOKENS = 3;

  private final Map<List<Integer>, Integer> asked = new HashMap<>();

  /** The children of a round, numbered from 0 for every expansion. */
  static List<List<Candidate>> children(List<? extends Request> wishes, String written) {
    return new Scripted().answer(wishes, written);
  }

  /** The children of a round, numbered over all that were asked of their parents. */
  List<List<Candidate>> answer(List<? extends Request> wishes, String written) {
    Deque<String> left = new ArrayDeque<>(List.of(written.split(" ")));
    List<List<Candidate>> children = new ArrayList<>();
    for (Request wish : wishes) {
      List<Candidate> siblings = new ArrayList<>();
      for (int i = 0; i < wish.width(); i++) {
        int number = asked.merge(wish.from().path(), 1, Integer::sum) - 1;
        siblings.add(child(wish.from(), number, left.removeFirst()));
      }
      children.add(siblings);
    }
    if (!left.isEmpty()) {
      throw new IllegalArgumentException("children left over: " + left);
    }
    return children;
  }

  private static Candidate child(Trajectory from, int number, String written) {
    Matcher matcher = CHILD.matcher(written);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("no child: " + written);
    }
    Finish finish =
        switch (matcher.group(2)) {
          case "!" -> Finish.ANSWERED;
          case "~" -> Finish.TRUNCATED;
          default -> Finish.SEPARATOR;
        };
    String text = matcher.group(3) == null ? "step " + number : matcher.group(3);
    Double logProb = matcher.group(5) == null ? null : Double.valueOf(matcher.group(5));
    Trajectory child =
        from.append(number, List.of(new Step(text + "\n\n", TOKENS, logProb)), finish);
    List<Double> rewards = new ArrayList<>(Collections.nCopies(child.steps().size(), 0.5));
    rewards.set(rewards.size() - 1, Double.valueOf(matcher.group(1)));
    return new Candidate(child, rewards, matcher.group(4));
  }

  static List<List<Integer>> paths(List<? extends Request> wishes) {
    return wishes.stream().map(wish -> wish.from().path()).toList();
  }

  static List<Integer> widths(List<? extends Request> wishes) {
    return wishes.stream().map(Request::width).toList();
  }

  static List<List<Integer>> found(List<Candidate> candidates) {
    return candidates.stream().map(candidate -> candidate.trajectory().path()).toList();
  }
}
