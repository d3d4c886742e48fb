package dev.cairn.engine.worker;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

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
  private final String endpoint;
  private final @Nullable Duration retryAfter;

  public WorkerException(Kind kind, String endpoint, String message) {
    this(kind, endpoint, message, null);
  }

  /**
   * A failure whose server said when to come back.
   *
   * @param retryAfter from now on, not negative; null where the server did not say
   */
  public WorkerException(
      Kind kind, String endpoint, String message, @Nullable Duration retryAfter) {
    super(endpoint + ": " + message);
    this.kind = kind;
    this.endpoint = endpoint;
    this.retryAfter = retryAfter;
  }

  public Kind kind() {
    return kind;
  }

  /** The URL of the server, without a slash at its end. */
  public String endpoint() {
    return endpoint;
  }

  /** The shortest wait that the server asks for before the next attempt; null if it did not say. */
  public @Nullable Duration retryAfter() {
    return retryAfter;
  }
}
