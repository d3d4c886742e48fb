package dev.cairn.jobs;

import dev.cairn.engine.answer.Answer;
import dev.cairn.engine.answer.AnswerKey;
import dev.cairn.engine.run.TreeNode;
import dev.cairn.engine.search.Trajectory;
import dev.cairn.jobs.Judgement.Graded;
import dev.cairn.jobs.Judgement.Verdict;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/**
 * The finished nodes of a stored tree that state an answer: what a selection may choose, whether
 * the search returned them as candidates or not.
 */
final class FinishedNodes {
  private final List<TreeNode> tree;
  private final Map<List<Integer>, Integer> numbers = new HashMap<>();
  private final Map<List<Integer>, Graded> answered = new LinkedHashMap<>();
  private final Map<String, Integer> classes = new HashMap<>();

  /**
   * Reads their answers.
   *
   * @param tree parents first
   * @param texts of its nodes
   * @param pool the candidates of the search, graded
   * @param grade of what is no candidate
   */
  FinishedNodes(
      List<TreeNode> tree,
      Map<List<Integer>, Trajectory> texts,
      List<Graded> pool,
      Function<Trajectory, Graded> grade) {
    this.tree = tree;
    Map<List<Integer>, Graded> known = new HashMap<>();
    for (int i = 0; i < pool.size(); i++) {
      List<Integer> path = pool.get(i).candidate().trajectory().path();
      // A search may return a node twice; its first place is its number.
      numbers.putIfAbsent(path, i);
      known.putIfAbsent(path, pool.get(i));
    }
    for (TreeNode node : tree) {
      Trajectory trajectory = Objects.requireNonNull(texts.get(node.path()));
      if (!trajectory.open()) {
        Graded graded = known.computeIfAbsent(node.path(), path -> grade.apply(trajectory));
        String key = key(graded);
        if (!key.equals(AnswerKey.BLANK)) {
          answered.put(node.path(), graded);
          classes.merge(key, 1, Integer::sum);
        }
      }
    }
  }

  private static String key(Graded graded) {
    Answer answer = graded.answer();
    return answer == null ? AnswerKey.BLANK : AnswerKey.of(answer.text());
  }

  /** What a selection chooses from the tree. */
  Verdict verdict(TreeSelection selection) {
    Optional<TreeNode> chosen = selection.choose(tree, node -> answered.containsKey(node.path()));
    if (chosen.isEmpty()) {
      return new Verdict(null, null, null, false, 0, 0, classes.size(), false);
    }
    List<Integer> path = chosen.get().path();
    Graded graded = Objects.requireNonNull(answered.get(path));
    double agreeing = Objects.requireNonNull(classes.get(key(graded)));
    return new Verdict(
        path,
        numbers.get(path),
        Objects.requireNonNull(graded.answer()).text(),
        graded.correct(),
        graded.correct() ? 1 : 0,
        agreeing / answered.size(),
        classes.size(),
        false);
  }
}
