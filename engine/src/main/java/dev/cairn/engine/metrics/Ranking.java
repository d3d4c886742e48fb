package dev.cairn.engine.metrics;

import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The candidates of one problem, ranked by a reward: rank@k and the reciprocal rank, with ties
 * broken by the first index and, as an expectation, at random. Averaged over problems these are
 * rank@1 (Nath et al., ToolComp, 2025, arXiv 2501.01290), its kin and the mean reciprocal rank.
 *
 * @param scores one per candidate, larger is better; minus infinity is allowed, NaN is not
 * @param correct one per candidate
 */
public record Ranking(List<Double> scores, List<Boolean> correct) {
  /** Refuses lists of other lengths, an empty one and NaN. */
  public Ranking {
    scores = List.copyOf(scores);
    correct = List.copyOf(correct);
    if (scores.size() != correct.size() || scores.isEmpty()) {
      throw new IllegalArgumentException(
          "scores and correct must be one per candidate but were %d and %d"
              .formatted(scores.size(), correct.size()));
    }
    if (scores.stream().anyMatch(score -> score.isNaN())) {
      throw new IllegalArgumentException("scores must be numbers but one was NaN");
    }
  }

  /** The candidates from the best down; of several alike the first comes first. */
  public List<Integer> order() {
    return IntStream.range(0, scores.size())
        .boxed()
        .sorted((i, j) -> Double.compare(scores.get(j) + 0.0, scores.get(i) + 0.0))
        .toList();
  }

  /** The candidates of the highest score, ascending. */
  public List<Integer> best() {
    double highest = scores.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
    return IntStream.range(0, scores.size()).filter(i -> scores.get(i) == highest).boxed().toList();
  }

  /** Whether a correct one is among the first k of {@link #order}; k from 1 to their number. */
  public boolean correctAt(int k) {
    requireRank(k);
    return order().subList(0, k).stream().anyMatch(correct::get);
  }

  /** The chance that a correct one is among the first k if candidates alike are shuffled. */
  public double expectedCorrectAt(int k) {
    requireRank(k);
    Group group = firstCorrect();
    if (group == null || group.above() >= k) {
      return 0;
    }
    int places = k - group.above();
    return places >= group.size() ? 1 : PassAtK.estimate(group.size(), group.correct(), places);
  }

  /** 1 / rank of the first correct one in {@link #order}; 0 without one. */
  public double reciprocalRank() {
    List<Integer> order = order();
    for (int i = 0; i < order.size(); i++) {
      if (correct.get(order.get(i))) {
        return 1.0 / (i + 1);
      }
    }
    return 0;
  }

  /** The expected {@link #reciprocalRank} if candidates alike are shuffled. */
  public double expectedReciprocalRank() {
    Group group = firstCorrect();
    if (group == null) {
      return 0;
    }
    double expected = 0;
    double before = 0;
    for (int place = 1; place <= group.size() - group.correct() + 1; place++) {
      double found = PassAtK.estimate(group.size(), group.correct(), place);
      expected += (found - before) / (group.above() + place);
      before = found;
    }
    return expected;
  }

  /** Candidates of one score: how many stand above them, how many they are and are correct. */
  private record Group(int above, int size, int correct) {}

  /** The best group with a correct candidate. */
  private @Nullable Group firstCorrect() {
    double score = Double.NaN;
    for (int i = 0; i < scores.size(); i++) {
      if (correct.get(i) && !(scores.get(i) <= score)) {
        score = scores.get(i);
      }
    }
    if (Double.isNaN(score)) {
      return null;
    }
    int above = 0;
    int size = 0;
    int right = 0;
    for (int i = 0; i < scores.size(); i++) {
      if (scores.get(i) > score) {
        above++;
      } else if (scores.get(i) == score) {
        size++;
        right += correct.get(i) ? 1 : 0;
      }
    }
    return new Group(above, size, right);
  }

  private void requireRank(int k) {
    if (k < 1 || k > scores.size()) {
      throw new IllegalArgumentException(
          "k must be in [1, %d] but was %d".formatted(scores.size(), k));
    }
  }
}
