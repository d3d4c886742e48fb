package dev.cairn.engine.simulate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;

/**
 * Another server's route to the same policy: its requests become requests for completions, and the
 * completions its answers.
 *
 * @param path of the route, for POST
 * @param policy that answers
 * @param request the same request for completions
 * @param answer from the request for completions and their answer
 */
record Translated(
    String path,
    PolicyService policy,
    UnaryOperator<ObjectNode> request,
    BinaryOperator<ObjectNode> answer)
    implements Service {

  /** The routes of chat completions, of llama.cpp and of TGI. */
  static List<Service> routes(PolicyService policy) {
    return List.of(
        new Translated("/v1/chat/completions", policy, Translated::fromChat, Translated::toChat),
        new Translated("/completion", policy, Translated::fromLlamaCpp, Translated::toLlamaCpp),
        new Translated("/generate", policy, Translated::fromTgi, Translated::toTgi));
  }

  @Override
  public String model() {
    return policy.model();
  }

  @Override
  public Answer answer(RequestBody body) {
    ObjectNode completions = request.apply(body.fields().deepCopy());
    Answer given = policy.answer(new RequestBody(completions));
    return new Answer(answer.apply(completions, given.body()), given.costs());
  }

  /** The conversation as ChatML, its last answer left open. */
  private static ObjectNode fromChat(ObjectNode body) {
    StringBuilder prompt = new StringBuilder();
    boolean open = false;
    for (JsonNode message : body.path("messages")) {
      open = message.path("role").asText().equals("assistant");
      prompt
          .append("<|im_start|>" + message.path("role").asText() + "\n")
          .append(message.path("content").asText())
          .append(open ? "" : "<|im_end|>\n");
    }
    body.put("prompt", prompt + (open ? "" : "<|im_start|>assistant\n"));
    if (body.has("max_completion_tokens")) {
      body.set("max_tokens", body.get("max_completion_tokens"));
    }
    if (body.path("logprobs").asBoolean()) {
      body.put("logprobs", 1);
    } else {
      body.remove("logprobs");
    }
    return body;
  }

  private static ObjectNode toChat(ObjectNode request, ObjectNode answer) {
    for (JsonNode each : answer.path("choices")) {
      ObjectNode choice = (ObjectNode) each;
      choice.putObject("message").put("role", "assistant").set("content", choice.remove("text"));
      if (choice.path("logprobs").isObject()) {
        ArrayNode content = JsonNodeFactory.instance.arrayNode();
        content.addAll(tokens(choice, "token"));
        choice.putObject("logprobs").set("content", content);
      }
    }
    return answer.put("object", "chat.completion");
  }

  private static ObjectNode fromLlamaCpp(ObjectNode body) {
    body.set("max_tokens", body.path("n_predict"));
    if (body.path("n_probs").asInt() > 0) {
      body.put("logprobs", 1);
    }
    return body;
  }

  private static ObjectNode toLlamaCpp(ObjectNode request, ObjectNode answer) {
    JsonNode choice = answer.path("choices").path(0);
    JsonNode usage = answer.path("usage");
    boolean stopped = choice.path("stop_reason").isTextual();
    boolean cut = choice.path("finish_reason").asText().equals("length");
    ObjectNode body =
        JsonNodeFactory.instance
            .objectNode()
            .put("index", 0)
            .put("content", choice.path("text").asText())
            .put("stop", true)
            .put("model", PolicyService.MODEL)
            .put("tokens_predicted", usage.path("completion_tokens").asInt())
            .put("tokens_evaluated", usage.path("prompt_tokens").asInt())
            .put("truncated", false)
            .put("stop_type", cut ? "limit" : stopped ? "word" : "eos")
            .put("stopping_word", stopped ? choice.path("stop_reason").asText() : "");
    body.putObject("timings")
        .set("cache_n", usage.path("prompt_tokens_details").path("cached_tokens"));
    if (choice.path("logprobs").isObject()) {
      body.putArray("completion_probabilities").addAll(tokens(choice, "token"));
    }
    return body;
  }

  private static ObjectNode fromTgi(ObjectNode body) {
    JsonNode parameters = body.path("parameters");
    ObjectNode request = JsonNodeFactory.instance.objectNode();
    request.set("prompt", body.path("inputs"));
    request.set("max_tokens", parameters.path("max_new_tokens"));
    request.put("temperature", parameters.path("temperature").asDouble());
    for (String same : List.of("seed", "stop")) {
      if (parameters.has(same)) {
        request.set(same, parameters.get(same));
      }
    }
    // A stop string that was matched stays in the text.
    return request.put("include_stop_str_in_output", true).put("logprobs", 1);
  }

  private static ObjectNode toTgi(ObjectNode request, ObjectNode answer) {
    JsonNode choice = answer.path("choices").path(0);
    boolean stopped = choice.path("stop_reason").isTextual();
    boolean cut = choice.path("finish_reason").asText().equals("length");
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.set("generated_text", choice.path("text"));
    ObjectNode details = body.putObject("details");
    details.put("finish_reason", cut ? "length" : stopped ? "stop_sequence" : "eos_token");
    details.set("generated_tokens", answer.path("usage").path("completion_tokens"));
    ArrayNode prefill = details.putArray("prefill");
    for (int i = 0; i < answer.path("usage").path("prompt_tokens").asInt(); i++) {
      prefill.addObject().put("id", i).put("text", "").putNull("logprob");
    }
    details.putArray("tokens").addAll(tokens(choice, "text"));
    return body;
  }

  /** The tokens of a choice as objects, their text under a name. */
  private static List<ObjectNode> tokens(JsonNode choice, String name) {
    JsonNode texts = choice.path("logprobs").path("tokens");
    JsonNode values = choice.path("logprobs").path("token_logprobs");
    List<ObjectNode> tokens = new java.util.ArrayList<>(texts.size());
    for (int i = 0; i < texts.size(); i++) {
      ObjectNode token = JsonNodeFactory.instance.objectNode().put(name, texts.path(i).asText());
      token.set("logprob", values.path(i));
      tokens.add(token);
    }
    return tokens;
  }
}
