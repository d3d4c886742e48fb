package dev.cairn.jobs;

import dev.cairn.engine.config.RunSpec;
import dev.cairn.engine.config.UserException;
import java.io.Serializable;
import java.util.Collection;
import java.util.List;

/**
 * Which votes are held on a run's candidates, and how these are judged.
 *
 * @param grading how answers are read and judged
 * @param votes names of votes, such as majority or weighted-majority(min), or of their kinds, such
 *     as weighted-majority; all if empty
 * @param aggregations names of aggregations, to which votes that have one are narrowed; all if
 *     empty
 */
public record Voting(Grading grading, List<String> votes, List<String> aggregations)
    implements Serializable {
  /** What the spec of a run asks for: all votes. */
  public static Voting of(RunSpec spec) {
    return new Voting(Grading.of(spec), List.of(), List.of());
  }

  /** Whether the vote of this name is wanted. */
  boolean wants(String name) {
    return (votes.isEmpty() || votes.stream().anyMatch(vote -> isCalled(name, vote)))
        && (aggregations.isEmpty() || !aggregates(name) || hasAggregation(name));
  }

  /**
   * Refuses what none of the votes there are is called.
   *
   * @throws UserException naming the votes there are
   */
  void requireKnown(Collection<String> names) {
    for (String vote : votes) {
      if (names.stream().noneMatch(name -> isCalled(name, vote))) {
        throw new UserException("--vote must be one of %s but was %s".formatted(names, vote));
      }
    }
    if (names.stream().noneMatch(this::wants)) {
      throw new UserException(
          "--aggregation leaves none of the votes %s; name others or leave it out"
              .formatted(names));
    }
  }

  private static boolean isCalled(String name, String vote) {
    return name.equals(vote) || name.startsWith(vote + "(");
  }

  private static boolean aggregates(String name) {
    return name.contains("(");
  }

  private boolean hasAggregation(String name) {
    List<String> parameters =
        List.of(name.substring(name.indexOf('(') + 1, name.length() - 1).split(", ?", -1));
    return aggregations.stream().anyMatch(parameters::contains);
  }
}
