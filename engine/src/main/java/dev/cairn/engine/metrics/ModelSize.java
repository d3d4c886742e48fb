package dev.cairn.engine.metrics;

import org.jspecify.annotations.Nullable;

/**
 * How large a model is, and so what a token costs.
 *
 * @param parameters active for a token: of a mixture of experts those of the experts in use
 * @param attention layers times width of the attention, for the part of the cost that grows with
 *     the context; null to leave that out
 */
public record ModelSize(double parameters, @Nullable Double attention) {
  /** Refuses a model without parameters and a negative width. */
  public ModelSize {
    if (!(parameters > 0) || (attention != null && !(attention >= 0))) {
      throw new IllegalArgumentException(
          "parameters must be above 0 and attention not negative but were %s and %s"
              .formatted(parameters, attention));
    }
  }

  /**
   * Floating-point operations of the forward pass over tokens: 2 N per token, and 2 layers x width
   * x context for the attention (Kaplan et al., Scaling Laws for Neural Language Models, 2020,
   * arXiv 2001.08361, table 1).
   *
   * @param tokens generated or read, not those found in a prefix cache
   * @param context mean number of tokens before each
   */
  public double forward(double tokens, double context) {
    double perToken = 2 * parameters + (attention == null ? 0 : 2 * attention * context);
    return perToken * tokens;
  }
}
