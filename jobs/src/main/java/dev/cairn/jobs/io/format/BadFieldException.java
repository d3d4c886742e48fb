package dev.cairn.jobs.io.format;

/** A row that cannot be used, and the field because of which. */
public final class BadFieldException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String field;

  /**
   * A mistake in a row.
   *
   * @param field with its place in the row, such as candidates[3].steps
   * @param reason what is wrong with it, in a few words and one line
   */
  public BadFieldException(String field, String reason) {
    super(reason);
    this.field = field;
  }

  /** The field, with its place in the row. */
  public String field() {
    return field;
  }

  /** What is wrong with it. */
  public String reason() {
    return String.valueOf(getMessage());
  }
}
