package dev.cairn.engine.simulate;

import org.jspecify.annotations.Nullable;

/**
 * A request that a worker answers with an error, in the words and with the status that vLLM has for
 * it.
 */
public final class RequestRefused extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final String type;
  private final @Nullable String parameter;

  private RequestRefused(int status, String type, @Nullable String parameter, String message) {
    super(message);
    this.status = status;
    this.type = type;
    this.parameter = parameter;
  }

  /** A request of the right form that cannot be served: 400. */
  public static RequestRefused unservable(@Nullable String parameter, String message) {
    return new RequestRefused(400, "BadRequestError", parameter, message);
  }

  /** A request of a wrong form: 400. */
  static RequestRefused malformed(@Nullable String parameter, String message) {
    return new RequestRefused(400, "Bad Request", parameter, message);
  }

  /** A model that is not served here: 404. */
  static RequestRefused unknownModel(String model) {
    return new RequestRefused(
        404, "NotFoundError", "model", "The model `" + model + "` does not exist.");
  }

  /** A text that does not fit the context: 400. */
  static RequestRefused contextExceeded(int input, int output, int context) {
    return unservable(
        "input_tokens",
        ("You passed %d input tokens and requested %d output tokens. However, the model's context"
                + " length is only %d tokens, resulting in a maximum input length of %d tokens."
                + " Please reduce the length of the input prompt. (parameter=input_tokens,"
                + " value=%d)")
            .formatted(input, output, context, context - output, input));
  }

  int status() {
    return status;
  }

  String type() {
    return type;
  }

  @Nullable String parameter() {
    return parameter;
  }
}
