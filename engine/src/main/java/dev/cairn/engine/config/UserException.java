package dev.cairn.engine.config;

/**
 * A mistake of the user: wrong input, wrong settings, a worker that cannot be reached.
 *
 * <p>Its message is all the user sees, so it is one line that says what is wrong, where, and what
 * to do about it. The command line shows no stack trace for it; an exception of any other type is a
 * bug of ours and is shown with its trace.
 */
public final class UserException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates a mistake with the sentence the user reads.
   *
   * @param message what is wrong, where, and what to do; one line
   */
  public UserException(String message) {
    super(message);
  }

  /**
   * Creates a mistake that another exception revealed.
   *
   * @param message what is wrong, where, and what to do; one line
   * @param cause what revealed it; shown only in debug logs
   */
  public UserException(String message, Throwable cause) {
    super(message, cause);
  }
}
