package dev.cairn.engine.worker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cairn.engine.worker.Completion.Choice;
import dev.cairn.engine.worker.Completion.Ending;
import dev.cairn.engine.worker.Completion.Token;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The routes that OpenAI's API has and other servers took over: completions, chat completions and
 * models. What differs between servers is given: the fields a server wants besides the common ones
 * and how it tells why a choice ended. Fields of an answer that are not needed are ignored and null
 * means absent, since both change from version to version.
 */
final class OpenAi {
  static final ObjectMapper JSON = new ObjectMapper();

  /** Adds a server's own fields to a request. */
  interface Fashion {
    void dress(ObjectNode body, CompletionRequest request);
  }

  /** Reads why a choice ended. */
  interface Endings {
    Ended read(JsonNode choice, String reason);
  }

  /**
   * Why a choice ended.
   *
   * @param stop the stop string that was matched; null if it did not stop or the server does not
   *     say
   */
  record Ended(Ending ending, @Nullable String stop) {}

  private final Fashion fashion;
  private final Endings endings;

  OpenAi(Fashion fashion, Endings endings) {
    this.fashion = fashion;
    this.endings = endings;
  }

  Call<Completion> complete(CompletionRequest request) {
    ObjectNode body = JSON.createObjectNode().put("model", request.model());
    boolean chat = request.prompt() instanceof Prompt.Chat;
    if (request.prompt() instanceof Prompt.Chat conversation) {
      messages(body.putArray("messages"), conversation);
    } else {
      body.set("prompt", prompt(request.prompt()));
    }
    body.put("n", request.n());
    body.put("max_tokens", request.maxTokens());
    body.put("temperature", request.sampling().temperature());
    body.put("top_p", request.sampling().topP());
    body.put("seed", request.sampling().seed());
    if (!request.stop().isEmpty()) {
      request.stop().forEach(body.putArray("stop")::add);
    }
    if (request.logProbs() > 0 && chat) {
      body.put("logprobs", true).put("top_logprobs", request.logProbs());
    } else if (request.logProbs() > 0) {
      body.put("logprobs", request.logProbs());
    }
    fashion.dress(body, request);
    return new Call<>(
        chat ? "/v1/chat/completions" : "/v1/completions",
        body.toString(),
        request.affinity(),
        request.n(),
        answer -> completion(answer, request));
  }

  /** The messages, without an assistant's turn that is not begun: many templates refuse it. */
  private static void messages(ArrayNode list, Prompt.Chat chat) {
    for (Prompt.Message message : chat.messages()) {
      if (!(message.role().equals("assistant") && message.content().isEmpty())) {
        list.addObject().put("role", message.role()).put("content", message.content());
      }
    }
  }

  /**
   * The samplers that vLLM and SGLang take from the model's own settings where a request leaves
   * them out, which skews what is sampled.
   */
  static void plainly(ObjectNode body, Sampling sampling) {
    body.put("top_k", sampling.topK() == 0 ? -1 : sampling.topK());
    body.put("min_p", 0.0);
    body.put("repetition_penalty", 1.0);
  }

  /** Whether the request's last message is an answer that has begun. */
  static boolean continues(CompletionRequest request) {
    return request.prompt() instanceof Prompt.Chat chat
        && chat.continues()
        && !chat.messages().get(chat.messages().size() - 1).content().isEmpty();
  }

  /** A prompt as a JSON text or a list of ids, for servers that add a begin-of-text token. */
  static JsonNode prompt(Prompt prompt) {
    if (prompt instanceof Prompt.Tokens tokens) {
      ArrayNode ids = JSON.createArrayNode();
      tokens.ids().forEach(ids::add);
      return ids;
    }
    if (prompt instanceof Prompt.Text text) {
      return JSON.getNodeFactory().textNode(text.text());
    }
    throw new UnsupportedOperationException("a conversation is no prompt of this route");
  }

  private Completion completion(JsonNode answer, CompletionRequest request) {
    JsonNode listed = Fields.array(answer, "choices");
    // A server that ignores n answers with one choice; whoever asked asks again for the others.
    int expected = listed.size() == 1 ? 1 : request.n();
    List<Choice> choices =
        Fields.ordered(listed, expected, "choices", choice -> choice(choice, request.stop()));
    return new Completion(choices, tokens(answer, usage(answer, "completion_tokens")));
  }

  private Choice choice(JsonNode node, List<String> stops) {
    Ended ended = endings.read(node, Fields.text(node, "finish_reason"));
    if (ended.ending() == Ending.STOP_OR_END && stops.isEmpty()) {
      ended = new Ended(Ending.END, null);
    }
    List<Token> tokens = LogProbs.read(node.path("logprobs"));
    return new Choice(
        withStop(text(node), ended, stops),
        ended.ending(),
        tokens.isEmpty()
            ? Fields.integer(node, "completion_tokens")
            : Integer.valueOf(tokens.size()),
        tokens.isEmpty() ? Fields.number(node, "cumulative_logprob") : sum(tokens),
        tokens,
        reasoning(node.path("message")));
  }

  static @Nullable Double sum(List<Token> tokens) {
    return tokens.isEmpty() ? null : tokens.stream().mapToDouble(Token::logProb).sum();
  }

  /** The text of a choice with the stop string that the server cut off, if it did. */
  static String withStop(String text, Ended ended, List<String> stops) {
    String stop = ended.stop();
    if (stop == null || text.endsWith(stop)) {
      return text;
    }
    if (!stops.contains(stop)) {
      throw new MalformedAnswerException("a stop_reason that is none of the stop strings");
    }
    return text + stop;
  }

  private static String text(JsonNode choice) {
    JsonNode message = choice.path("message");
    if (!message.isObject()) {
      return Fields.text(choice, "text");
    }
    // A turn that is nothing but thoughts has no content.
    return message.path("content").isNull() ? "" : Fields.text(message, "content");
  }

  private static @Nullable String reasoning(JsonNode message) {
    for (String field : List.of("reasoning", "reasoning_content")) {
      String text = message.path(field).asText("");
      if (message.path(field).isTextual() && !text.isEmpty()) {
        return text;
      }
    }
    return null;
  }

  /** What every server means by a reason other than that the model or a stop string ended it. */
  static Ended cutOff(String reason) {
    if (reason.equals("length")) {
      return new Ended(Ending.LENGTH, null);
    }
    throw new MalformedAnswerException("a choice with finish_reason \"" + reason + '"');
  }

  static TokenCount tokens(JsonNode answer, long generated) {
    JsonNode told = answer.path("usage").path("prompt_tokens_details").path("cached_tokens");
    // llama.cpp tells it elsewhere.
    long cached = told.asLong(answer.path("timings").path("cache_n").asLong());
    return new TokenCount(usage(answer, "prompt_tokens"), cached, generated);
  }

  static long usage(JsonNode answer, String field) {
    return Fields.count(answer.path("usage"), field);
  }

  static Call<List<String>> models() {
    return Call.get(
        "/v1/models",
        answer -> {
          List<String> ids = new ArrayList<>();
          for (JsonNode model : Fields.array(answer, "data")) {
            ids.add(Fields.text(model, "id"));
          }
          return ids;
        });
  }
}
