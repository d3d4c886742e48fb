package dev.cairn.jobs.io;

import dev.cairn.jobs.io.format.BadFieldException;
import dev.cairn.jobs.io.format.Kind;
import dev.cairn.jobs.io.format.Place;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.StreamSupport;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.Optional;
import org.apache.spark.storage.StorageLevel;
import scala.Tuple2;

/**
 * What was read: the rows that can be used, and those that cannot. {@link OnBadRow} decides what
 * becomes of the latter, and must be asked before the former are relied on.
 *
 * @param <T> what a row means; serializable
 */
public final class Input<T> {
  private final Kind<T> kind;
  private final Map<String, String> formats;
  private final JavaRDD<Located<T>> rows;
  private final JavaRDD<BadRow> bad;

  private Input(
      Kind<T> kind, Map<String, String> formats, JavaRDD<Located<T>> rows, JavaRDD<BadRow> bad) {
    this.kind = kind;
    this.formats = formats;
    this.rows = rows;
    this.bad = bad;
  }

  /** Sorts the rows, and finds those whose id stands already further up. */
  static <T> Input<T> of(Kind<T> kind, Map<String, String> formats, JavaRDD<Parsed<T>> parsed) {
    JavaRDD<Located<T>> read =
        parsed.filter(each -> each.row() != null).map(each -> Objects.requireNonNull(each.row()));
    JavaRDD<BadRow> bad =
        parsed.filter(each -> each.bad() != null).map(each -> Objects.requireNonNull(each.bad()));
    Map<Place, Place> earlier = earlier(kind, read);
    if (earlier.isEmpty()) {
      return new Input<>(kind, formats, read, bad);
    }
    return new Input<>(
        kind,
        formats,
        read.filter(row -> !earlier.containsKey(row.place())),
        bad.union(
            read.filter(row -> earlier.containsKey(row.place()))
                .map(
                    row ->
                        new BadRow(
                            row.place(),
                            "id",
                            "must be unique, but %s stands already in %s"
                                .formatted(kind.id().of(row.value()), earlier.get(row.place())),
                            row.raw(),
                            false))));
  }

  /** Of every row whose id occurred before, where it did. */
  private static <T> Map<Place, Place> earlier(Kind<T> kind, JavaRDD<Located<T>> rows) {
    Map<Place, Place> earlier = new HashMap<>();
    rows.filter(row -> kind.id().of(row.value()) != null)
        .mapToPair(row -> new Tuple2<>(kind.id().of(row.value()), row.place()))
        .groupByKey()
        .flatMap(group -> repetitions(group._2()))
        .collect()
        .forEach(pair -> earlier.put(pair._1(), pair._2()));
    return earlier;
  }

  private static Iterator<Tuple2<Place, Place>> repetitions(Iterable<Place> places) {
    List<Place> sorted = StreamSupport.stream(places.spliterator(), false).sorted().toList();
    return sorted.stream().skip(1).map(place -> new Tuple2<>(place, sorted.get(0))).iterator();
  }

  /** The format of every file, by its path. */
  public Map<String, String> formats() {
    return formats;
  }

  /** The rows that can be used, in no order; {@link Located#place} tells it. */
  public JavaRDD<Located<T>> rows() {
    return rows;
  }

  /** The rows that cannot be used, in no order. */
  public JavaRDD<BadRow> bad() {
    return bad;
  }

  /** What the rows that can be used say, in their order. */
  public List<T> list() {
    List<Located<T>> sorted = new ArrayList<>(rows.collect());
    sorted.sort((one, other) -> one.place().compareTo(other.place()));
    return sorted.stream().map(Located::value).toList();
  }

  /**
   * What a row becomes with the row of the same id of another input.
   *
   * @param <T> the row
   * @param <U> the other row
   */
  @FunctionalInterface
  public interface Match<T, U> extends Serializable {
    /**
     * Both together.
     *
     * @throws BadFieldException if they do not go together; the other row is the bad one
     */
    T of(T row, U other) throws BadFieldException;
  }

  /**
   * Every row with the one of the same id of another input. A row of either that has no counterpart
   * is a bad one.
   */
  public <U> Input<T> match(Input<U> others, Match<T, U> match) {
    JavaPairRDD<String, Located<T>> own = byId(kind, rows);
    JavaPairRDD<String, Located<U>> other = byId(others.kind, others.rows);
    String name = kind.name();
    String otherName = others.kind.name();
    JavaRDD<Parsed<T>> matched =
        own.fullOuterJoin(other)
            .map(pair -> matched(pair._2(), match, name, otherName))
            .persist(StorageLevel.MEMORY_AND_DISK());
    Map<String, String> all = new TreeMap<>(formats);
    all.putAll(others.formats);
    return new Input<>(
        kind,
        all,
        matched.filter(each -> each.row() != null).map(each -> Objects.requireNonNull(each.row())),
        bad.union(others.bad)
            .union(
                matched
                    .filter(each -> each.bad() != null)
                    .map(each -> Objects.requireNonNull(each.bad()))));
  }

  // Static, since a closure must not hold the whole input.
  private static <T> JavaPairRDD<String, Located<T>> byId(Kind<T> kind, JavaRDD<Located<T>> rows) {
    return rows.keyBy(row -> String.valueOf(kind.id().of(row.value())));
  }

  private static <T, U> Parsed<T> matched(
      Tuple2<Optional<Located<T>>, Optional<Located<U>>> pair,
      Match<T, U> match,
      String name,
      String otherName) {
    if (!pair._2().isPresent()) {
      return Parsed.bad(unmatched(pair._1().get(), otherName));
    }
    Located<U> other = pair._2().get();
    if (!pair._1().isPresent()) {
      return Parsed.bad(unmatched(other, name));
    }
    Located<T> row = pair._1().get();
    try {
      return Parsed.good(
          new Located<>(row.place(), match.of(row.value(), other.value()), row.raw()));
    } catch (BadFieldException e) {
      return Parsed.bad(BadRow.of(other, e));
    }
  }

  private static BadRow unmatched(Located<?> row, String others) {
    return BadRow.of(row, new BadFieldException("id", "stands in no row of the " + others));
  }
}
