package dev.cairn.jobs.io;

import dev.cairn.engine.config.UserException;
import dev.cairn.jobs.io.format.Format;
import dev.cairn.jobs.io.format.Kind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;
import org.apache.spark.util.SerializableConfiguration;
import org.jspecify.annotations.Nullable;

/**
 * Reads files of rows over Spark's partitions: a compressed file, or one that is a JSON array, in
 * one task, any other in splits of at most {@link #SPLIT_BYTES}.
 */
public final class InputFiles {
  private static final long SPLIT_BYTES = 32L << 20;

  private final JavaSparkContext context;
  private final long splitBytes;

  /** On the file systems that the session knows. */
  public InputFiles(SparkSession spark) {
    this(spark, SPLIT_BYTES);
  }

  InputFiles(SparkSession spark, long splitBytes) {
    this.context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    this.splitBytes = splitBytes;
  }

  /**
   * Reads what these paths hold: files, directories and patterns such as {@code runs/*.jsonl}. Rows
   * that cannot be used, among them those whose id stands already further up, are kept apart.
   *
   * @param kind what the rows are
   * @param format name of the format of all files, or null to recognise it file by file
   * @throws UserException if a path stands for no file, or a file's format is not recognised
   */
  public <T> Input<T> read(Kind<T> kind, List<String> paths, @Nullable String format) {
    Format<T> named = format == null ? kind.only() : kind.named(format);
    RowFiles files = new RowFiles(context.hadoopConfiguration());
    Map<Integer, Format<T>> formats = new HashMap<>();
    Map<String, String> recognised = new TreeMap<>();
    List<Split> splits = new ArrayList<>();
    int number = 0;
    for (FileStatus file : files.list(paths)) {
      Split whole = files.whole(file, number++);
      if (files.hasRow(whole)) {
        Format<T> own = named == null ? files.recognise(whole, kind) : named;
        formats.put(whole.number(), own);
        recognised.put(whole.file(), own.name());
        splits.addAll(files.canSplit(whole) ? parts(whole) : List.of(whole));
      }
    }
    if (splits.isEmpty()) {
      throw new UserException(String.join(", ", paths) + ": there is no row in it");
    }
    JavaRDD<Parsed<T>> parsed =
        rows(numbered(splits))
            .map(row -> Parsed.of(row, Objects.requireNonNull(formats.get(row.place().number()))))
            .persist(StorageLevel.MEMORY_AND_DISK());
    return Input.of(kind, recognised, parsed);
  }

  private List<Split> parts(Split whole) {
    List<Split> parts = new ArrayList<>();
    for (long start = 0; start < whole.length(); start += splitBytes) {
      long length = Math.min(splitBytes, whole.length() - start);
      parts.add(new Split(whole.file(), whole.number(), start, length, false, 0));
    }
    return parts;
  }

  /** Tells each split how many lines of its file stand before it. */
  private List<Split> numbered(List<Split> splits) {
    if (splits.stream().allMatch(split -> split.start() == 0)) {
      return splits;
    }
    SerializableConfiguration hadoop = new SerializableConfiguration(context.hadoopConfiguration());
    List<Long> counts =
        context
            .parallelize(splits, splits.size())
            .map(split -> split.array() ? 0L : count(split, hadoop.value()))
            .collect();
    List<Split> numbered = new ArrayList<>();
    long before = 0;
    for (int i = 0; i < splits.size(); i++) {
      before = splits.get(i).start() == 0 ? 0 : before;
      numbered.add(splits.get(i).after(before));
      before += counts.get(i);
    }
    return numbered;
  }

  private static long count(Split split, Configuration hadoop) {
    try (LineRows rows = new LineRows(split, hadoop)) {
      return rows.count();
    } catch (IOException e) {
      throw RowFiles.unreadable(split.file(), e);
    }
  }

  private JavaRDD<RawRow> rows(List<Split> splits) {
    SerializableConfiguration hadoop = new SerializableConfiguration(context.hadoopConfiguration());
    return context
        .parallelize(splits, splits.size())
        .flatMap(split -> new SplitRows(split, hadoop.value()));
  }
}
