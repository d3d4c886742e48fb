package dev.cairn.jobs.io;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.cairn.jobs.io.format.BadFieldException;
import dev.cairn.jobs.io.format.Place;
import java.io.Serializable;

/**
 * A row that cannot be used.
 *
 * @param place where it stands
 * @param field because of which, with its place in the row; {@code row} for the whole row
 * @param reason what is wrong, in one line
 * @param raw the row as it stands in the file
 * @param last whether nothing behind it could be read
 */
public record BadRow(Place place, String field, String reason, String raw, boolean last)
    implements Serializable {
  /** A row with a mistake in a field. */
  public static BadRow of(Located<?> row, BadFieldException mistake) {
    return new BadRow(row.place(), mistake.field(), mistake.reason(), row.raw(), false);
  }

  /** The row as a line of a quarantine file, without its end. */
  String toLine() {
    return JsonNodeFactory.instance
        .objectNode()
        .put("file", place.file())
        .put("line", place.line())
        .put("field", field)
        .put("reason", reason)
        .put("raw", raw)
        .toString();
  }

  /** Such as {@code set.jsonl:3: answer: must be a text but is missing}. */
  @Override
  public String toString() {
    return "%s: %s: %s".formatted(place, field, reason);
  }
}
