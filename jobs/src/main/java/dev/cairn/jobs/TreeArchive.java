package dev.cairn.jobs;

import dev.cairn.jobs.TreeQuery.Packed;
import java.io.Serializable;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.spark.api.java.JavaRDD;
import scala.Tuple2;

/**
 * The searches of a run and the packed trees of those that a report has room for. A packed tree is
 * JSON, compressed by gzip, in base64; {@link TreePacker} says what is in it.
 */
public final class TreeArchive implements AutoCloseable {
  private final JavaRDD<Packed> packed;
  private final List<Entry> entries;
  private final Set<String> kept;
  private final Map<String, Integer> order;

  TreeArchive(
      JavaRDD<Packed> packed, List<Entry> entries, Set<String> kept, Map<String, Integer> order) {
    this.packed = packed;
    this.kept = Set.copyOf(kept);
    this.order = Map.copyOf(order);
    this.entries = entries.stream().sorted(Comparator.comparing(this::key)).toList();
  }

  /**
   * A search, as it is listed.
   *
   * @param question of the problem, its first characters
   * @param failed whether the search failed
   * @param correct whether the experiment's own vote is right
   * @param candidates of the search
   * @param right candidates
   * @param nodes of the tree
   * @param generatedTokens of the search
   * @param bytes of the packed tree
   */
  public record Entry(
      String experiment,
      String problem,
      int repetition,
      String question,
      boolean failed,
      boolean correct,
      int candidates,
      int right,
      int nodes,
      long generatedTokens,
      long bytes)
      implements Serializable {}

  /** All searches: by problem, then in the order of the spec, then by repetition. */
  public List<Entry> entries() {
    return entries;
  }

  /** Whether the tree of a search is among {@link #trees}. */
  public boolean holds(Entry entry) {
    return kept.contains(entry.problem());
  }

  /** The number of problems. */
  public long problems() {
    return entries.stream().map(Entry::problem).distinct().count();
  }

  /** The number of those whose trees are held. */
  public int problemsHeld() {
    return kept.size();
  }

  /** The packed trees that there is room for, in the order of {@link #entries}, one by one. */
  public Iterator<String> trees() {
    Set<String> wanted = kept;
    Map<String, Integer> experiments = order;
    return packed
        .filter(each -> wanted.contains(each.entry().problem()))
        .mapToPair(each -> new Tuple2<>(key(experiments, each.entry()), each.tree()))
        .sortByKey()
        .values()
        .toLocalIterator();
  }

  /** Frees what Spark holds of it. */
  @Override
  public void close() {
    packed.unpersist();
  }

  private String key(Entry entry) {
    return key(order, entry);
  }

  /** Sorts as told by {@link #entries}. */
  private static String key(Map<String, Integer> experiments, Entry entry) {
    return "%s\0%08d\0%08d"
        .formatted(
            entry.problem(),
            Objects.requireNonNull(experiments.get(entry.experiment())),
            entry.repetition());
  }
}
