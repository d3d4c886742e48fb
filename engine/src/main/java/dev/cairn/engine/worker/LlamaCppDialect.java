package dev.cairn.engine.worker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cairn.engine.worker.Completion.Choice;
import dev.cairn.engine.worker.Completion.Ending;
import dev.cairn.engine.worker.Completion.Token;
import dev.cairn.engine.worker.OpenAi.Ended;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * The server of llama.cpp. Rendered prompts go to its own {@code /completion}, which alone tells
 * whether a stop string or the end of the turn ended a text; one continuation a call, since builds
 * before the end of 2025 ignore that they are asked for several and later ones refuse more than
 * they have slots. Conversations go to chat completions, where an answer that has begun is
 * continued, and where the two endings look alike.
 */
public final class LlamaCppDialect implements Dialect {
  private static final OpenAi CHAT = new OpenAi(LlamaCppDialect::dress, LlamaCppDialect::ended);

  @Override
  public Set<Ability> abilities() {
    return EnumSet.of(Ability.TEXT, Ability.CHAT, Ability.TOKENIZE);
  }

  @Override
  public int samplesPerCall() {
    return 1;
  }

  @Override
  public Call<Completion> complete(CompletionRequest request) {
    if (request.prompt() instanceof Prompt.Chat) {
      return CHAT.complete(request);
    }
    ObjectNode body = OpenAi.JSON.createObjectNode();
    body.set("prompt", OpenAi.prompt(request.prompt()));
    body.put("n_predict", request.maxTokens());
    body.put("temperature", request.sampling().temperature());
    body.put("top_p", request.sampling().topP());
    body.put("seed", request.sampling().seed());
    if (!request.stop().isEmpty()) {
      request.stop().forEach(body.putArray("stop")::add);
    }
    samplers(body, request.sampling());
    body.put("cache_prompt", true);
    if (request.logProbs() > 0) {
      body.put("n_probs", request.logProbs());
    }
    return new Call<>(
        "/completion",
        body.toString(),
        request.affinity(),
        request.n(),
        answer -> completion(answer, request.stop()));
  }

  /** Its own defaults are no plain sampling. */
  private static void samplers(ObjectNode body, Sampling sampling) {
    body.put("top_k", sampling.topK()).put("min_p", 0.0).put("repeat_penalty", 1.0);
  }

  private static Completion completion(JsonNode answer, List<String> stops) {
    String text = Fields.text(answer, "content");
    Ended ended = nativeEnd(answer);
    boolean shifted = answer.path("truncated").asBoolean() && ended.ending() != Ending.LENGTH;
    if (shifted) {
      throw new MalformedAnswerException(
          "one whose prompt lost its beginning; start the server with --no-context-shift");
    }
    List<Token> tokens = LogProbs.listed(answer.path("completion_probabilities"));
    long generated = Fields.count(answer, "tokens_predicted");
    TokenCount count =
        new TokenCount(
            Fields.count(answer, "tokens_evaluated"),
            answer.path("timings").path("cache_n").asLong(),
            generated);
    Choice choice =
        new Choice(
            OpenAi.withStop(text, ended, stops),
            ended.ending(),
            Math.toIntExact(generated),
            OpenAi.sum(tokens),
            tokens);
    return new Completion(List.of(choice), count);
  }

  private static Ended nativeEnd(JsonNode answer) {
    String type = Fields.text(answer, "stop_type");
    return switch (type) {
      case "word" -> new Ended(Ending.STOP, Fields.text(answer, "stopping_word"));
      case "eos" -> new Ended(Ending.END, null);
      case "limit" -> new Ended(Ending.LENGTH, null);
      default -> throw new MalformedAnswerException("one with stop_type \"" + type + '"');
    };
  }

  private static void dress(ObjectNode body, CompletionRequest request) {
    body.remove("n");
    samplers(body, request.sampling());
    body.put("cache_prompt", true);
  }

  private static Ended ended(JsonNode choice, String reason) {
    return reason.equals("stop") ? new Ended(Ending.STOP_OR_END, null) : OpenAi.cutOff(reason);
  }

  @Override
  public Call<List<Integer>> tokenize(String model, String text, String affinity) {
    ObjectNode body = OpenAi.JSON.createObjectNode().put("content", text);
    body.put("add_special", false).put("parse_special", true);
    return new Call<>("/tokenize", body.toString(), affinity, 1, VllmDialect::ids);
  }
}
