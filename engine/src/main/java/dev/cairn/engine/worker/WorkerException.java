package dev.cairn.engine.worker;

/** A call that got no usable answer. Names the endpoint and the reason, never the prompt. */
public final class WorkerException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** What went wrong. */
  public enum Kind {
    /** No connection, or it broke before the answer was complete. */
    UNREACHABLE(true),
    /** No answer within the time allowed. */
    TIMEOUT(true),
    /** The server said that it has too much to do (408, 425, 429, 503). */
    OVERLOADED(true),
    /** The server failed (other 5xx), or gave a sequence up. */
    SERVER_ERROR(true),
    /** A success whose content is not what was asked for. */
    MALFORMED(true),
    /** The prompt and the tokens asked for do not fit the model's context. */
    CONTEXT_TOO_LONG(false),
    /** The server refused the call (4xx). */
    REFUSED(false);

    private final boolean retryable;

    Kind(boolean retryable) {
      this.retryable = retryable;
    }

    /** Whether the same call may succeed when sent again. */
    public boolean retryable() {
      return retryable;
    }
  }

  private final Kind kind;

  public WorkerException(Kind kind, String endpoint, String message) {
    super(endpoint + ": " + message);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }
}
