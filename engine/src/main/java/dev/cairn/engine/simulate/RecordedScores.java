package dev.cairn.engine.simulate;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The recorded step scores of a problem's candidates, found by the steps' texts: a tree of steps.
 * Steps are compared without the blanks around them. On the wire a score can only depend on the
 * text: where one solution was recorded twice, the first scores count.
 */
final class RecordedScores {

  /** What may follow after some steps, and the scores of these. */
  private static final class Node {
    private final Map<String, Node> next = new HashMap<>();
    private List<Double> scores;
    private boolean recorded;

    Node(List<Double> scores) {
      this.scores = scores;
    }
  }

  private final Node root = new Node(List.of());
  private int conflicts;

  /** Adds a candidate's scores, one per step. */
  void add(List<String> steps, List<Double> scores) {
    Node node = root;
    for (int i = 0; i < steps.size(); i++) {
      List<Double> soFar = scores.subList(0, i + 1);
      node = node.next.computeIfAbsent(steps.get(i).strip(), unused -> new Node(soFar));
    }
    if (!node.recorded) {
      node.recorded = true;
      node.scores = scores;
    } else if (!node.scores.equals(scores)) {
      conflicts++;
    }
  }

  /** How many candidates have the text of an earlier one and other scores than it. */
  int conflicts() {
    return conflicts;
  }

  /**
   * The scores of a solution: those recorded for it, or, if it is only the beginning of recorded
   * ones, those of the first of them; null if it is neither.
   *
   * @param texts one per step; the first may have a template's words before the step
   */
  @Nullable List<Double> find(List<String> texts) {
    List<Double> found = null;
    int longest = -1;
    for (Map.Entry<String, Node> first : root.next.entrySet()) {
      // Of the first steps that the text ends with, the longest: the others are parts of it.
      if (first.getKey().length() > longest && texts.get(0).strip().endsWith(first.getKey())) {
        Node node = follow(first.getValue(), texts.subList(1, texts.size()));
        if (node != null) {
          found = node.scores;
          longest = first.getKey().length();
        }
      }
    }
    return found;
  }

  private static @Nullable Node follow(Node from, List<String> texts) {
    Node node = from;
    for (String text : texts) {
      Node next = node.next.get(text.strip());
      if (next == null) {
        return null;
      }
      node = next;
    }
    return node;
  }
}
