package dev.cairn.engine.worker;

/** A server answered something other than what was asked for; the message says what. */
public final class MalformedAnswerException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public MalformedAnswerException(String message) {
    super(message);
  }
}
