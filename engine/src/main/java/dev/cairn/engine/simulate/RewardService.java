package dev.cairn.engine.simulate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * vLLM's {@code POST /pooling} as it serves Qwen2.5-Math-PRM: for every {@link World#STEP_TAG} of a
 * text one row {@code [p(bad), p(good)]}. A conversation is rendered as ChatML. Nothing is cached,
 * as in vLLM's pooling models.
 */
final class RewardService implements Service {
  static final String MODEL = "simulated-prm";

  private final World world;
  private final int contextLength;
  private final Ledger ledger;

  RewardService(World world, int contextLength, Ledger ledger) {
    this.world = world;
    this.contextLength = contextLength;
    this.ledger = ledger;
  }

  @Override
  public String path() {
    return "/pooling";
  }

  @Override
  public String model() {
    return MODEL;
  }

  @Override
  public Answer answer(RequestBody request) {
    request.checkModel(MODEL);
    request.refuseAnyOf(List.of("truncate_prompt_tokens", "dimensions"));
    request
        .text("encoding_format")
        .filter(format -> !format.equals("float"))
        .ifPresent(
            format -> {
              throw RequestRefused.unservable(
                  "encoding_format", "A simulated worker only supports the encoding float.");
            });
    ArrayNode data = JsonNodeFactory.instance.arrayNode();
    List<Cost> costs = new ArrayList<>();
    int tokens = 0;
    for (String text : texts(request)) {
      int count = Tokenizer.count(text);
      if (count > contextLength) {
        throw RequestRefused.contextExceeded(count, 0, contextLength);
      }
      tokens += count;
      costs.add(new Cost(count, 0));
      ObjectNode item = data.addObject().put("index", data.size() - 1).put("object", "pooling");
      ArrayNode rows = item.putArray("data");
      for (double good : world.rewards(text)) {
        rows.addArray().add(1 - good).add(good);
      }
    }
    ledger.rewards(costs.size(), tokens);
    return new Answer(body(data, tokens), costs);
  }

  private static List<String> texts(RequestBody request) {
    Optional<JsonNode> messages = request.present("messages");
    if (messages.isPresent()) {
      return List.of(chatMl(messages.get()));
    }
    List<String> texts = request.texts("input");
    if (texts.isEmpty()) {
      throw RequestRefused.malformed(
          "input", "input must be a string or a list of strings, or messages must be given.");
    }
    return texts;
  }

  private static String chatMl(JsonNode messages) {
    StringBuilder text = new StringBuilder();
    for (JsonNode message : messages) {
      JsonNode role = message.path("role");
      JsonNode content = message.path("content");
      if (!role.isTextual() || !content.isTextual()) {
        throw RequestRefused.malformed(
            "messages", "messages must be a list of objects with a role and a content.");
      }
      text.append("<|im_start|>")
          .append(role.textValue())
          .append('\n')
          .append(content.textValue())
          .append("<|im_end|>\n");
    }
    if (text.isEmpty()) {
      throw RequestRefused.malformed("messages", "messages must be a list and not empty.");
    }
    return text.toString();
  }

  private static ObjectNode body(ArrayNode data, int tokens) {
    ObjectNode body =
        JsonNodeFactory.instance
            .objectNode()
            .put("id", "pool-simulated")
            .put("object", "list")
            .put("created", System.currentTimeMillis() / 1000)
            .put("model", MODEL);
    body.set("data", data);
    body.putObject("usage")
        .put("prompt_tokens", tokens)
        .put("total_tokens", tokens)
        .put("completion_tokens", 0)
        .putNull("prompt_tokens_details");
    return body;
  }
}
