package dev.cairn.engine.vote;

import dev.cairn.engine.search.Aggregation;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/**
 * Chooses a class of equal answers and answers with its best member: the cluster votes of
 * StrictPRMBench, by default by the sum of the geometric means of the members' step rewards.
 *
 * <p>Of several classes alike the one with more members is chosen, of several of these the one of
 * the larger sum, then the one with the better best member, then the one whose key is last in the
 * order of characters; of several best members the first of the pool. So the answer does not depend
 * on the order of the pool. The weight of a class is what the vote goes by, the share is of the sum
 * of all weights.
 *
 * @param by what makes a class win
 * @param aggregation of the step rewards of a candidate
 */
public record Clustered(By by, Aggregation aggregation) implements Vote {
  /** What makes a class win. */
  public enum By {
    /** The sum of the aggregated rewards of its members. */
    SUM,
    /** The number of its members. */
    SIZE
  }

  private record Cluster(AnswerClass members, double weight, double sum, double best, int chosen) {}

  private static final Comparator<Cluster> ORDER =
      Comparator.comparingDouble(Cluster::weight)
          .thenComparingInt(cluster -> cluster.members().members().size())
          .thenComparingDouble(Cluster::sum)
          .thenComparingDouble(Cluster::best)
          .thenComparing(cluster -> cluster.members().key());

  @Override
  public Decision decide(List<Ballot> pool) {
    List<Cluster> clusters =
        AnswerClass.of(pool).stream().map(each -> cluster(pool, each)).toList();
    if (clusters.isEmpty()) {
      return Decision.none();
    }
    Cluster winner = Collections.max(clusters, ORDER);
    Tally tally =
        new Tally(
            clusters.stream().map(Cluster::members).toList(),
            clusters.stream().map(Cluster::weight).toList());
    List<Integer> ties =
        clusters.stream()
            .filter(each -> each.weight() == winner.weight())
            .map(Cluster::chosen)
            .sorted()
            .toList();
    return tally.decision(pool, winner.chosen(), tally.share(winner.members()), ties);
  }

  private Cluster cluster(List<Ballot> pool, AnswerClass members) {
    List<Double> values = members.values(pool, aggregation::apply);
    double sum = Tally.sum(values);
    double best = Collections.max(values);
    double weight = by == By.SUM ? sum : values.size();
    return new Cluster(members, weight, sum, best, members.members().get(values.indexOf(best)));
  }

  @Override
  public boolean needsRewards() {
    return true;
  }
}
