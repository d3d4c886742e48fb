package dev.cairn.jobs.io.format;

import java.io.Serializable;

/**
 * One shape that a row may have.
 *
 * @param <T> what a row of it means
 */
public interface Format<T> extends Serializable {
  /** The name that --format takes. */
  String name();

  /** Whether a row with these fields is most likely of this format. */
  boolean fits(Fields row);

  /**
   * Reads a row.
   *
   * @throws BadFieldException if a field is missing, or of another type, or does not go with the
   *     others
   */
  T read(Fields row) throws BadFieldException;
}
