package dev.cairn.jobs.io;

import java.io.IOException;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.TaskContext;
import org.apache.spark.util.TaskCompletionListener;
import org.jspecify.annotations.Nullable;

/** The rows of a split as a task wants them; the file is closed when the task ends. */
final class SplitRows implements Iterator<RawRow> {
  private final Split split;
  private final RowSource source;
  private @Nullable RawRow next;

  SplitRows(Split split, Configuration hadoop) {
    this.split = split;
    try {
      this.source = new RowFiles(hadoop).open(split);
    } catch (IOException e) {
      throw RowFiles.unreadable(split.file(), e);
    }
    TaskCompletionListener closing = task -> close();
    TaskContext.get().addTaskCompletionListener(closing);
    this.next = read();
  }

  @Override
  public boolean hasNext() {
    return next != null;
  }

  @Override
  public RawRow next() {
    if (next == null) {
      throw new NoSuchElementException();
    }
    RawRow row = next;
    next = read();
    return row;
  }

  private @Nullable RawRow read() {
    try {
      return source.next();
    } catch (IOException e) {
      throw RowFiles.unreadable(split.file(), e);
    }
  }

  private void close() {
    try {
      source.close();
    } catch (IOException e) {
      throw RowFiles.unreadable(split.file(), e);
    }
  }
}
