package dev.cairn.engine.run;

import dev.cairn.engine.worker.Futures;
import dev.cairn.engine.worker.WorkerException;
import java.util.Locale;

/**
 * Why a search failed.
 *
 * @param kind to count by: of a worker's failure its kind such as {@code timeout} or {@code
 *     context-too-long}; else {@code patience}, {@code short-answer} or {@code search}
 * @param message one line
 */
public record Failure(String kind, String message) {
  /** The search was not over in time. */
  static final String PATIENCE = "patience";

  /** A policy or reward model answered less or other than it was asked for. */
  static final String SHORT_ANSWER = "short-answer";

  /** The strategy, or what renders its prompts, threw. */
  static final String SEARCH = "search";

  static Failure of(Throwable thrown) {
    Throwable cause = Futures.cause(thrown);
    String message = cause.getMessage() == null ? cause.toString() : cause.getMessage();
    if (cause instanceof WorkerException worker) {
      return new Failure(worker.kind().name().toLowerCase(Locale.ROOT).replace('_', '-'), message);
    }
    return new Failure(
        cause instanceof ShortAnswerException ? SHORT_ANSWER : SEARCH,
        cause instanceof IllegalArgumentException || cause instanceof IllegalStateException
            ? message
            : cause.getClass().getSimpleName() + ": " + message);
  }

  /** A model returned other than what was asked for. */
  static final class ShortAnswerException extends IllegalStateException {
    private static final long serialVersionUID = 1;

    ShortAnswerException(String message) {
      super(message);
    }
  }
}
