package dev.cairn.jobs;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.length;
import static org.apache.spark.sql.functions.sort_array;
import static org.apache.spark.sql.functions.struct;

import dev.cairn.engine.config.RunSpec;
import dev.cairn.engine.config.RunSpec.Experiment;
import dev.cairn.jobs.TreeArchive.Entry;
import dev.cairn.jobs.io.Tables;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;

/** Packs the search trees of a run for its report, each where its rows are. */
final class TreeQuery {
  private final StoredRun run;

  TreeQuery(StoredRun run) {
    this.run = run;
  }

  /** A search: what is listed of it, and its packed tree. */
  record Packed(Entry entry, String tree) implements Serializable {}

  /**
   * Packs all trees and chooses those that fit. Problems that tell most come first: those of which
   * a search failed, then those of which some experiments are right and some wrong, then those with
   * a right candidate that was not chosen, then the others; a problem has all of its trees in, or
   * none.
   *
   * @param maxBytes of all packed trees together
   */
  TreeArchive archive(long maxBytes) {
    JavaRDD<Packed> packed = packed().persist(StorageLevel.MEMORY_AND_DISK());
    List<Entry> entries = packed.map(Packed::entry).collect();
    Set<String> kept = kept(entries, maxBytes);
    Map<String, Integer> order = new HashMap<>();
    for (Experiment experiment : run.spec().experiments()) {
      order.put(experiment.name(), order.size());
    }
    return new TreeArchive(packed, entries, kept, order);
  }

  private static Set<String> kept(List<Entry> entries, long maxBytes) {
    Map<String, List<Entry>> problems =
        entries.stream().collect(Collectors.groupingBy(Entry::problem));
    List<String> order =
        problems.keySet().stream()
            .sorted(
                Comparator.<String>comparingInt(
                        id -> rank(Objects.requireNonNull(problems.get(id))))
                    .thenComparing(id -> id))
            .toList();
    Set<String> kept = new HashSet<>();
    long room = maxBytes;
    for (String id : order) {
      long bytes = Objects.requireNonNull(problems.get(id)).stream().mapToLong(Entry::bytes).sum();
      if (bytes <= room) {
        room -= bytes;
        kept.add(id);
      }
    }
    return kept;
  }

  private static int rank(List<Entry> searches) {
    if (searches.stream().anyMatch(Entry::failed)) {
      return 0;
    }
    long right = searches.stream().filter(Entry::correct).count();
    if (right > 0 && right < searches.size()) {
      return 1;
    }
    return right == 0 && searches.stream().anyMatch(each -> each.right() > 0) ? 2 : 3;
  }

  private JavaRDD<Packed> packed() {
    String[] item = {"experiment", "problem", "repetition"};
    Dataset<Row> problems = run.table("problems", Tables.PROBLEMS);
    // Cut before the rows of a tree come together: one text may be as large as all others.
    Column text = col("text").substr(1, TreePacker.TEXT).as("text");
    Column leftOut = length(col("text")).minus(TreePacker.TEXT).as("left_out");
    Dataset<Row> steps =
        grouped(
            "steps",
            col("node"),
            col("position"),
            text,
            leftOut,
            col("tokens"),
            col("log_prob"),
            col("reward"),
            col("finish"),
            col("visits"),
            col("fate"));
    Dataset<Row> candidates =
        grouped(
            "candidates",
            columns(
                "candidate",
                "node",
                "finish",
                "tokens",
                "answer",
                "answer_rule",
                "correct",
                "rewards"));
    Dataset<Row> decisions =
        grouped(
            "decisions",
            columns("vote", "answer", "candidate", "correct", "share", "classes", "tied"));
    Map<String, TreePacker> packers = new HashMap<>();
    RunSpec spec = run.spec();
    for (Experiment experiment : spec.experiments()) {
      packers.put(experiment.name(), TreePacker.of(spec, experiment));
    }
    return problems
        .join(steps, item, "left")
        .join(candidates, item, "left")
        .join(decisions, item, "left")
        .join(run.table("usage", Tables.USAGE), item, "left")
        .javaRDD()
        .map(row -> Objects.requireNonNull(packers.get(row.getString(0))).pack(row));
  }

  private static Column[] columns(String... names) {
    return Arrays.stream(names).map(name -> col(name)).toArray(Column[]::new);
  }

  /** A table with the rows of a search in one, in the order of their first columns. */
  private Dataset<Row> grouped(String name, Column... columns) {
    return run.table(name, Objects.requireNonNull(Tables.SCHEMAS.get(name)))
        .groupBy("experiment", "problem", "repetition")
        .agg(sort_array(collect_list(struct(columns))).as(name + "_rows"));
  }
}
