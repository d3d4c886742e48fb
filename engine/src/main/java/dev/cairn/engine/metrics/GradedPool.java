package dev.cairn.engine.metrics;

import dev.cairn.engine.vote.Ballot;
import dev.cairn.engine.vote.Decision;
import dev.cairn.engine.vote.Vote;
import java.util.List;

/**
 * The candidates of one problem, graded.
 *
 * @param ballots what they bring to a vote, in the order of the pool
 * @param correct whether each is right
 */
public record GradedPool(List<Ballot> ballots, List<Boolean> correct) {
  /** Refuses lists of other lengths and an empty pool. */
  public GradedPool {
    ballots = List.copyOf(ballots);
    correct = List.copyOf(correct);
    if (ballots.size() != correct.size() || ballots.isEmpty()) {
      throw new IllegalArgumentException(
          "ballots and correct must be one per candidate but were %d and %d"
              .formatted(ballots.size(), correct.size()));
    }
  }

  public int size() {
    return ballots.size();
  }

  /** How many are right. */
  public int rightOnes() {
    return (int) correct.stream().filter(each -> each).count();
  }

  /** The share that is right: the accuracy of choosing at random. */
  public double meanAccuracy() {
    return (double) rightOnes() / size();
  }

  /** Whether any choice is right or wrong: only then does it matter which is chosen. */
  public boolean decidable() {
    return rightOnes() > 0 && rightOnes() < size();
  }

  /** The first n candidates. */
  public GradedPool first(int n) {
    return new GradedPool(ballots.subList(0, n), correct.subList(0, n));
  }

  /** Whether a vote on the whole pool chooses right; a vote that chooses nothing is wrong. */
  public boolean correct(Vote vote) {
    Integer chosen = vote.decide(ballots).candidate();
    return chosen != null && correct.get(chosen);
  }

  /** The chance that a vote chooses right if ties are broken at random. */
  public double expectedCorrect(Vote vote) {
    return expected(vote.decide(ballots));
  }

  /** The chance that a decision on this pool is right if its ties are broken at random. */
  public double expected(Decision decision) {
    return decision.ties().stream().mapToInt(i -> correct.get(i) ? 1 : 0).average().orElse(0);
  }
}
