package dev.cairn.jobs;

import dev.cairn.engine.answer.AnswerExtractor.Fallback;
import dev.cairn.engine.config.UserException;
import dev.cairn.engine.metrics.ModelSize;
import dev.cairn.engine.search.Aggregation;
import dev.cairn.engine.vote.BestReward;
import dev.cairn.engine.vote.Clustered;
import dev.cairn.engine.vote.Grouping;
import dev.cairn.engine.vote.Majority;
import dev.cairn.engine.vote.ShiftedProduct;
import dev.cairn.engine.vote.Ties;
import dev.cairn.engine.vote.Vote;
import dev.cairn.engine.vote.WeightedMajority;
import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How pools are ranked and voted on.
 *
 * @param labels who says which candidates are right
 * @param grouping which answers are the same
 * @param unanswered what becomes of candidates without an answer
 * @param ties which of several answers of equal weight a vote takes
 * @param votes names of votes, or of their kinds such as best-reward; all if empty
 * @param aggregations of step scores, to which votes that have one are narrowed; all if empty
 * @param sampling which candidates a point of the curve has
 * @param trials random draws for a point of the curve that has no closed form
 * @param seed of all chance
 * @param resamples of the bootstrap
 */
public record RankSettings(
    Labels labels,
    Grouping grouping,
    Unanswered unanswered,
    Ties ties,
    List<String> votes,
    List<Aggregation> aggregations,
    Sampling sampling,
    int trials,
    long seed,
    int resamples)
    implements Serializable {
  /** Everything by default. */
  public static final RankSettings DEFAULT =
      new RankSettings(
          Labels.STORED,
          Grouping.EQUAL,
          Unanswered.DROP,
          Ties.FIRST_SEEN,
          List.of(),
          List.of(),
          Sampling.RANDOM,
          100,
          0,
          10_000);

  /** How answers are read from texts; as in a run by default. */
  static final Fallback FALLBACK = Fallback.LAST_NUMBER;

  /** Who says which candidates are right. */
  public enum Labels {
    /** The file, where it says it; else the grader. */
    STORED,
    /** The grader, by the reference. */
    GRADED
  }

  /** What becomes of candidates without an answer. */
  public enum Unanswered {
    /** They have no vote. */
    DROP,
    /** They are a class of their own, which can win: to repeat figures that were made so. */
    VOTE
  }

  /** Which candidates a point of the curve at n has. */
  public enum Sampling {
    /** Random n-subsets of the pool. */
    RANDOM,
    /** The first n of the pool, as search-and-learn has it. */
    FIRST
  }

  /** Copies the lists. */
  public RankSettings {
    votes = List.copyOf(votes);
    aggregations = List.copyOf(aggregations);
  }

  /**
   * The votes that are wanted, by name.
   *
   * @param scored whether the candidates have scores
   * @param answered whether it is known which candidates have the same answer
   * @throws UserException if none is left
   */
  Map<String, Vote> votes(boolean scored, boolean answered) {
    Map<String, Vote> all = new LinkedHashMap<>();
    if (answered) {
      add(all, new Majority(ties));
    }
    if (scored) {
      for (Aggregation aggregation : Aggregation.values()) {
        if (aggregations.isEmpty() || aggregations.contains(aggregation)) {
          add(all, new BestReward(aggregation));
          if (answered) {
            add(all, new WeightedMajority(aggregation, ties));
            add(all, new Clustered(Clustered.By.SUM, aggregation));
            add(all, new Clustered(Clustered.By.SIZE, aggregation));
          }
        }
      }
      add(all, new ShiftedProduct());
    }
    Map<String, Vote> wanted = new LinkedHashMap<>();
    all.forEach(
        (name, vote) -> {
          if (wants(name)) {
            wanted.put(name, vote);
          }
        });
    for (String vote : votes) {
      if (all.keySet().stream().noneMatch(name -> isCalled(name, vote))) {
        throw new UserException(
            "--vote must be one of %s for these pools but was %s".formatted(all.keySet(), vote));
      }
    }
    return wanted;
  }

  /** Without a wish, what is usual: clusters by the geometric mean only, and no shifted product. */
  private boolean wants(String name) {
    if (votes.isEmpty()) {
      return !name.equals("shifted-product")
          && (!name.startsWith("clustered") || name.endsWith("geometric-mean)"));
    }
    return votes.stream().anyMatch(vote -> isCalled(name, vote));
  }

  private static boolean isCalled(String name, String vote) {
    return name.equals(vote) || name.startsWith(vote + "(");
  }

  private static void add(Map<String, Vote> votes, Vote vote) {
    votes.put(Judge.name(vote), vote);
  }

  /**
   * The sizes of the models, for the cost of a point of the curve.
   *
   * @param policy null if not given
   * @param reward null if not given
   */
  public record Sizes(@Nullable ModelSize policy, @Nullable ModelSize reward) {}
}
