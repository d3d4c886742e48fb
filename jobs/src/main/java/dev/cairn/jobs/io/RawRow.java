package dev.cairn.jobs.io;

import dev.cairn.jobs.io.format.Place;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * A row as it stands in a file.
 *
 * @param place where
 * @param text without the end of its line
 * @param broken why it is no text of a row at all, or null
 * @param last whether nothing behind it could be read
 */
record RawRow(Place place, String text, @Nullable String broken, boolean last)
    implements Serializable {
  static RawRow of(Place place, String text) {
    return new RawRow(place, text, null, false);
  }
}
