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
import java.util.Map;
import java.util.Set;

/** vLLM, from 0.6 to 0.30: every route of its generating and its pooling servers. */
public final class VllmDialect implements Dialect {
  private static final long NO_TOKENS = 0;
  private static final OpenAi ROUTES = new OpenAi(VllmDialect::dress, VllmDialect::ended);

  @Override
  public Set<Ability> abilities() {
    return EnumSet.allOf(Ability.class);
  }

  @Override
  public Call<Completion> complete(CompletionRequest request) {
    return ROUTES.complete(request);
  }

  private static void dress(ObjectNode body, CompletionRequest request) {
    OpenAi.plainly(body, request.sampling());
    if (!request.stop().isEmpty()) {
      body.put("include_stop_str_in_output", true);
    }
    if (request.prompt() instanceof Prompt.Text text) {
      prompt(body, "prompt", List.of(text), /* several= */ false);
    } else if (request.prompt() instanceof Prompt.Chat) {
      body.set("max_completion_tokens", body.remove("max_tokens"));
      if (OpenAi.continues(request)) {
        body.put("continue_final_message", true).put("add_generation_prompt", false);
      }
    }
  }

  private static Ended ended(JsonNode choice, String reason) {
    JsonNode stop = choice.path("stop_reason");
    if (reason.equals("repetition")) {
      // Its detector of texts that go round in circles.
      return new Ended(Ending.LENGTH, null);
    }
    if (!reason.equals("stop")) {
      return OpenAi.cutOff(reason);
    }
    // A string is a matched stop string; null or a token id is the end of the turn.
    return stop.isTextual()
        ? new Ended(Ending.STOP, stop.textValue())
        : new Ended(Ending.END, null);
  }

  @Override
  public Call<PromptLogProbs> promptLogProbs(
      String model, Prompt prompt, int likeliest, String affinity) {
    ObjectNode body = OpenAi.JSON.createObjectNode().put("model", model);
    prompt(body, "prompt", List.of(prompt), /* several= */ false);
    body.put("max_tokens", 1).put("temperature", 0).put("prompt_logprobs", likeliest);
    if (likeliest > 0) {
      body.put("logprobs", likeliest);
    }
    return new Call<>(
        "/v1/completions", body.toString(), affinity, 1, answer -> given(answer, likeliest));
  }

  private static PromptLogProbs given(JsonNode answer, int likeliest) {
    JsonNode choice = Fields.array(answer, "choices").path(0);
    JsonNode listed = Fields.array(choice, "prompt_logprobs");
    List<Position> positions = new ArrayList<>(listed.size());
    for (JsonNode position : listed) {
      List<Alternative> known = new ArrayList<>(position.size());
      for (Map.Entry<String, JsonNode> entry : position.properties()) {
        known.add(
            new Alternative(
                entry.getValue().path("decoded_token").asText(),
                LogProbs.value(entry.getValue().path("logprob"))));
      }
      // The token that stands there comes first, then the likeliest, which may be without it.
      boolean oneMore = known.size() > likeliest;
      positions.add(
          new Position(
              known.isEmpty() ? null : known.get(0),
              oneMore ? known.subList(1, known.size()) : known));
    }
    List<Completion.Token> generated = LogProbs.read(choice.path("logprobs"));
    return new PromptLogProbs(
        positions,
        generated.isEmpty() ? List.of() : generated.get(0).likeliest(),
        OpenAi.tokens(answer, OpenAi.usage(answer, "completion_tokens")));
  }

  @Override
  public Call<List<Integer>> tokenize(String model, String text, String affinity) {
    return tokenizeCall(model, text, affinity);
  }

  /** The tokenizer's route, which SGLang has too. */
  static Call<List<Integer>> tokenizeCall(String model, String text, String affinity) {
    ObjectNode body = OpenAi.JSON.createObjectNode().put("model", model).put("prompt", text);
    body.put("add_special_tokens", false);
    return new Call<>("/tokenize", body.toString(), affinity, 1, VllmDialect::ids);
  }

  static List<Integer> ids(JsonNode answer) {
    List<Integer> ids = new ArrayList<>();
    for (JsonNode id : Fields.array(answer, "tokens")) {
      if (!id.isInt()) {
        throw new MalformedAnswerException("a token id that is no integer: " + id);
      }
      ids.add(id.intValue());
    }
    return ids;
  }

  @Override
  public Call<Pooling> pool(String model, List<Prompt> prompts, String affinity) {
    ObjectNode body = OpenAi.JSON.createObjectNode().put("model", model);
    // Old servers know no tasks and ignore it; new ones would guess.
    body.put("task", "token_classify");
    prompt(body, "input", prompts, /* several= */ true);
    return new Call<>(
        "/pooling",
        body.toString(),
        affinity,
        prompts.size(),
        answer ->
            new Pooling(
                Fields.ordered(
                    Fields.array(answer, "data"), prompts.size(), "results", VllmDialect::rows),
                OpenAi.tokens(answer, NO_TOKENS)));
  }

  private static List<List<Double>> rows(JsonNode item) {
    List<List<Double>> rows = new ArrayList<>();
    for (JsonNode row : Fields.array(item, "data")) {
      rows.add(Fields.numbers(row));
    }
    return rows;
  }

  @Override
  public Call<Vectors> classify(String model, List<Prompt> prompts, String affinity) {
    ObjectNode body = OpenAi.JSON.createObjectNode().put("model", model);
    prompt(body, "input", prompts, /* several= */ true);
    // A softmax over one label is always 1, so that the logits are asked for.
    body.put("use_activation", false);
    return vectors("/classify", body, affinity, prompts.size(), "probs");
  }

  @Override
  public Call<Vectors> score(String model, String query, List<String> documents, String affinity) {
    ObjectNode body = OpenAi.JSON.createObjectNode().put("model", model);
    body.put("text_1", query);
    documents.forEach(body.putArray("text_2")::add);
    return new Call<>(
        "/score",
        body.toString(),
        affinity,
        documents.size(),
        answer ->
            new Vectors(
                Fields.ordered(
                    Fields.array(answer, "data"),
                    documents.size(),
                    "results",
                    item -> Fields.numbers(OpenAi.JSON.createArrayNode().add(item.path("score")))),
                OpenAi.tokens(answer, NO_TOKENS)));
  }

  @Override
  public Call<Vectors> embed(String model, List<Prompt.Tokens> prompts, String affinity) {
    ObjectNode body = OpenAi.JSON.createObjectNode().put("model", model);
    ArrayNode input = body.putArray("input");
    prompts.forEach(prompt -> input.add(OpenAi.prompt(prompt)));
    body.put("encoding_format", "float");
    return vectors("/v1/embeddings", body, affinity, prompts.size(), "embedding");
  }

  private static Call<Vectors> vectors(
      String path, ObjectNode body, String affinity, int size, String field) {
    return new Call<>(
        path,
        body.toString(),
        affinity,
        size,
        answer ->
            new Vectors(
                Fields.ordered(
                    Fields.array(answer, "data"),
                    size,
                    "results",
                    item -> Fields.numbers(item.path(field))),
                OpenAi.tokens(answer, NO_TOKENS)));
  }

  /** Prompts under a field: text with whether special tokens are to be added, or ids. */
  private static void prompt(
      ObjectNode body, String field, List<? extends Prompt> prompts, boolean several) {
    ArrayNode list = OpenAi.JSON.createArrayNode();
    for (Prompt prompt : prompts) {
      if (prompt instanceof Prompt.Text text) {
        list.add(text.rendered() ? text.start() + text.text() : text.text());
        body.put("add_special_tokens", !text.rendered());
      } else {
        list.add(OpenAi.prompt(prompt));
      }
    }
    body.set(field, several ? list : list.get(0));
  }
}
