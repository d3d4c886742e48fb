package dev.cairn.engine.worker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cairn.engine.worker.Completion.Alternative;
import dev.cairn.engine.worker.Completion.Ending;
import dev.cairn.engine.worker.OpenAi.Ended;
import dev.cairn.engine.worker.PromptLogProbs.Position;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * SGLang: the OpenAI routes to generate, its own {@code /generate} and {@code /classify} for given
 * text. Its tokenizer puts a begin-of-text token before every text by itself.
 */
public final class SglangDialect implements Dialect {
  private static final OpenAi ROUTES = new OpenAi(SglangDialect::dress, SglangDialect::ended);

  @Override
  public Set<Ability> abilities() {
    return EnumSet.of(
        Ability.TEXT, Ability.CHAT, Ability.PROMPT_LOG_PROBS, Ability.TOKENIZE, Ability.CLASSIFY);
  }

  @Override
  public Call<Completion> complete(CompletionRequest request) {
    return ROUTES.complete(request);
  }

  private static void dress(ObjectNode body, CompletionRequest request) {
    OpenAi.plainly(body, request.sampling());
    if (!request.stop().isEmpty()) {
      body.put("no_stop_trim", true);
    }
    if (request.prompt() instanceof Prompt.Chat) {
      body.set("max_completion_tokens", body.remove("max_tokens"));
      if (OpenAi.continues(request)) {
        body.put("continue_final_message", true);
      }
    }
  }

  private static Ended ended(JsonNode choice, String reason) {
    JsonNode stop = choice.path("matched_stop");
    if (!reason.equals("stop")) {
      return OpenAi.cutOff(reason);
    }
    // A string is a matched stop string, a number the id of the end token.
    return stop.isTextual()
        ? new Ended(Ending.STOP, stop.textValue())
        : new Ended(Ending.END, null);
  }

  @Override
  public Call<PromptLogProbs> promptLogProbs(
      String model, Prompt prompt, int likeliest, String affinity) {
    ObjectNode body = OpenAi.JSON.createObjectNode();
    body.set(prompt instanceof Prompt.Tokens ? "input_ids" : "text", OpenAi.prompt(prompt));
    body.putObject("sampling_params").put("max_new_tokens", 1).put("temperature", 0);
    body.put("return_logprob", true).put("logprob_start_len", 0);
    body.put("top_logprobs_num", likeliest).put("return_text_in_logprobs", true);
    return new Call<>("/generate", body.toString(), affinity, 1, SglangDialect::given);
  }

  private static PromptLogProbs given(JsonNode answer) {
    JsonNode told = answer.path("meta_info");
    JsonNode tokens = Fields.array(told, "input_token_logprobs");
    List<Position> positions = new ArrayList<>(tokens.size());
    for (int i = 0; i < tokens.size(); i++) {
      positions.add(
          new Position(
              tokens.get(i).path(0).isNull() ? null : alternative(tokens.get(i)),
              alternatives(told.path("input_top_logprobs").path(i))));
    }
    return new PromptLogProbs(
        positions,
        alternatives(told.path("output_top_logprobs").path(0)),
        new TokenCount(
            Fields.count(told, "prompt_tokens"),
            told.path("cached_tokens").asLong(),
            Fields.count(told, "completion_tokens")));
  }

  private static List<Alternative> alternatives(JsonNode triples) {
    List<Alternative> alternatives = new ArrayList<>(triples.size());
    triples.forEach(triple -> alternatives.add(alternative(triple)));
    return alternatives;
  }

  /** A token as log-probability, id and text. */
  private static Alternative alternative(JsonNode triple) {
    return new Alternative(triple.path(2).asText(""), LogProbs.value(triple.path(0)));
  }

  @Override
  public Call<List<Integer>> tokenize(String model, String text, String affinity) {
    return VllmDialect.tokenizeCall(model, text, affinity);
  }

  @Override
  public Call<Vectors> classify(String model, List<Prompt> prompts, String affinity) {
    ObjectNode body = OpenAi.JSON.createObjectNode().put("model", model);
    boolean ids = prompts.get(0) instanceof Prompt.Tokens;
    ArrayNode list = body.putArray(ids ? "input_ids" : "text");
    prompts.forEach(prompt -> list.add(OpenAi.prompt(prompt)));
    return new Call<>(
        "/classify",
        body.toString(),
        affinity,
        prompts.size(),
        answer -> logits(answer, prompts.size()));
  }

  private static Vectors logits(JsonNode answer, int size) {
    // One input is answered by an object, several by a list in their order.
    JsonNode list = answer.isArray() ? answer : OpenAi.JSON.createArrayNode().add(answer);
    if (list.size() != size) {
      throw new MalformedAnswerException("%d results of %d asked for".formatted(list.size(), size));
    }
    List<List<Double>> values = new ArrayList<>(size);
    long prompt = 0;
    for (JsonNode item : list) {
      values.add(Fields.numbers(item.path("embedding")));
      prompt += Fields.count(item.path("meta_info"), "prompt_tokens");
    }
    return new Vectors(values, new TokenCount(prompt, 0, 0));
  }
}
