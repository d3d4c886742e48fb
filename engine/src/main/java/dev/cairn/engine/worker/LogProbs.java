package dev.cairn.engine.worker;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cairn.engine.worker.Completion.Alternative;
import dev.cairn.engine.worker.Completion.Token;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Log-probabilities of generated tokens in the two shapes of the OpenAI routes. */
final class LogProbs {
  /** Servers write minus infinity as this or as the lowest float. */
  private static final double MINUS_INFINITY = -9999.0;

  private LogProbs() {}

  /** The tokens of a choice's field {@code logprobs}, none if it is null or absent. */
  static List<Token> read(JsonNode node) {
    if (!node.isObject()) {
      return List.of();
    }
    return node.has("tokens") ? legacy(node) : listed(node.path("content"));
  }

  /** Completions: parallel arrays. */
  private static List<Token> legacy(JsonNode node) {
    JsonNode texts = Fields.array(node, "tokens");
    JsonNode values = Fields.array(node, "token_logprobs");
    if (texts.size() != values.size()) {
      throw new MalformedAnswerException(
          "%d tokens with %d log-probabilities".formatted(texts.size(), values.size()));
    }
    List<Token> tokens = new ArrayList<>(texts.size());
    for (int i = 0; i < texts.size(); i++) {
      if (!texts.get(i).isTextual()) {
        throw new MalformedAnswerException("a token that is no text: " + texts.get(i));
      }
      List<Alternative> likeliest = new ArrayList<>();
      for (Map.Entry<String, JsonNode> top : node.path("top_logprobs").path(i).properties()) {
        likeliest.add(new Alternative(top.getKey(), value(top.getValue())));
      }
      tokens.add(new Token(texts.get(i).textValue(), value(values.get(i)), likeliest));
    }
    return tokens;
  }

  /** Chat, and llama.cpp everywhere: one object per token. */
  static List<Token> listed(JsonNode content) {
    List<Token> tokens = new ArrayList<>(content.size());
    for (JsonNode token : content) {
      List<Alternative> likeliest = new ArrayList<>();
      for (JsonNode top : token.path("top_logprobs")) {
        likeliest.add(new Alternative(Fields.text(top, "token"), value(top.path("logprob"))));
      }
      tokens.add(new Token(Fields.text(token, "token"), value(token.path("logprob")), likeliest));
    }
    return tokens;
  }

  static double value(JsonNode value) {
    if (!value.isNumber() || !Double.isFinite(value.doubleValue())) {
      throw new MalformedAnswerException("a log-probability that is no number: " + value);
    }
    return value.doubleValue() <= MINUS_INFINITY ? Double.NEGATIVE_INFINITY : value.doubleValue();
  }
}
