package dev.cairn.jobs.io;

import dev.cairn.jobs.io.format.BadFieldException;
import dev.cairn.jobs.io.format.Format;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * A row that can be used, or one that cannot: one of the two is there.
 *
 * @param <T> what the row means
 */
record Parsed<T>(@Nullable Located<T> row, @Nullable BadRow bad) implements Serializable {
  static <T> Parsed<T> of(RawRow raw, Format<T> format) {
    try {
      return good(JsonRows.read(raw, format));
    } catch (BadFieldException e) {
      return bad(new BadRow(raw.place(), e.field(), e.reason(), raw.text(), raw.last()));
    }
  }

  static <T> Parsed<T> good(Located<T> row) {
    return new Parsed<>(row, null);
  }

  static <T> Parsed<T> bad(BadRow row) {
    return new Parsed<>(null, row);
  }
}
