package dev.cairn.jobs.io;

import java.io.Closeable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Gives the rows of a split one after the other. */
interface RowSource extends Closeable {
  /** The next row, or null after the last; blank lines are no rows. */
  @Nullable RawRow next() throws IOException;
}
