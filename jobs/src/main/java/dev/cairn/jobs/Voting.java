package dev.cairn.jobs;

import dev.cairn.engine.config.RunSpec;
import dev.cairn.engine.config.UserException;
import dev.cairn.engine.run.StoredTree;
import dev.cairn.engine.search.Aggregation;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which votes are held on a run's candidates, which selections are made from its trees, and how
 * both are judged.
 *
 * @param grading how answers are read and judged
 * @param votes names of votes, such as majority or weighted-majority(min), or of their kinds, such
 *     as weighted-majority, or of selections, such as max-visits; all if empty
 * @param aggregations to which votes that have one are narrowed; all if empty
 */
public record Voting(Grading grading, List<String> votes, List<Aggregation> aggregations)
    implements Serializable {
  private static final Set<String> AGGREGATIONS =
      Arrays.stream(Aggregation.values()).map(Judge::name).collect(Collectors.toSet());

  /** What the spec of a run asks for: all votes. */
  public static Voting of(RunSpec spec) {
    return new Voting(Grading.of(spec), List.of(), List.of());
  }

  /** Whether the vote of this name is wanted. */
  boolean wants(String name) {
    return (votes.isEmpty() || votes.stream().anyMatch(vote -> isCalled(name, vote)))
        && (aggregations.isEmpty() || isNarrowed(name));
  }

  /**
   * Refuses what none of the votes there are is called.
   *
   * @throws UserException naming the votes there are
   */
  void requireKnown(Collection<String> names) {
    for (String vote : votes) {
      if (names.stream().noneMatch(name -> isCalled(name, vote))) {
        throw new UserException(
            lacking(vote)
                .orElseGet(() -> "--vote must be one of %s but was %s".formatted(names, vote)));
      }
    }
  }

  /** What a run lacks whose trees do not allow a selection; empty if it is none. */
  private static Optional<String> lacking(String vote) {
    return Arrays.stream(StoredTree.By.values())
        .filter(by -> isCalled(vote, Judge.name(by)))
        .findFirst()
        .map(
            by ->
                ("--vote %s needs trees with rewards%s, and no experiment of this run has such trees;"
                        + " run one with a reward model%s")
                    .formatted(
                        vote,
                        by == StoredTree.By.MAX_VISITS ? " and visits" : "",
                        by == StoredTree.By.MAX_VISITS ? " and mcts, rap or ab-mcts" : ""));
  }

  private static boolean isCalled(String choice, String wanted) {
    return choice.equals(wanted) || choice.startsWith(wanted + "(");
  }

  private boolean isNarrowed(String name) {
    List<String> aggregated =
        Arrays.stream(name.split("[(), ]+", -1)).filter(AGGREGATIONS::contains).toList();
    return aggregated.isEmpty()
        || aggregations.stream().map(Judge::name).anyMatch(aggregated::contains);
  }
}
