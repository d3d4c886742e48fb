package dev.cairn.engine.worker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cairn.engine.worker.Completion.Choice;
import dev.cairn.engine.worker.Completion.Ending;
import dev.cairn.engine.worker.Completion.Token;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP protocol of vLLM: {@code /v1/completions}, {@code /pooling}, {@code /v1/models}. Unknown
 * fields of answers are ignored and null means absent, since both change from version to version.
 */
public final class VllmDialect implements Dialect {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final double MINUS_INFINITY = -9999.0;
  private static final long NO_TOKENS = 0;

  @Override
  public Call<Completion> complete(CompletionRequest request) {
    ObjectNode body = JSON.createObjectNode();
    body.put("model", request.model());
    body.put("prompt", request.prompt());
    body.put("add_special_tokens", !request.rendered());
    body.put("n", request.n());
    body.put("max_tokens", request.maxTokens());
    body.put("temperature", request.temperature());
    body.put("top_p", request.topP());
    body.put("seed", request.seed());
    if (!request.stop().isEmpty()) {
      request.stop().forEach(body.putArray("stop")::add);
      body.put("include_stop_str_in_output", true);
    }
    if (request.logProbs()) {
      body.put("logprobs", 1);
    }
    return new Call<>(
        "/v1/completions",
        body.toString(),
        request.affinity(),
        request.n(),
        answer -> completion(answer, request));
  }

  private static Completion completion(JsonNode answer, CompletionRequest request) {
    List<@Nullable Choice> choices = new ArrayList<>(Collections.nCopies(request.n(), null));
    JsonNode listed = array(answer, "choices");
    for (JsonNode node : listed) {
      int index = index(node, request.n());
      if (choices.set(index, choice(node, request.stop())) != null) {
        throw new MalformedAnswerException("two choices of index " + index);
      }
    }
    List<Choice> complete = new ArrayList<>(request.n());
    for (Choice choice : choices) {
      if (choice == null) {
        throw new MalformedAnswerException(
            "%d choices of %d asked for".formatted(listed.size(), request.n()));
      }
      complete.add(choice);
    }
    return new Completion(complete, tokens(answer, count(answer, "completion_tokens")));
  }

  private static Choice choice(JsonNode node, List<String> stops) {
    String text = text(node, "text");
    Ending ending = ending(node);
    JsonNode stop = node.path("stop_reason");
    if (ending == Ending.STOP && stop.isTextual() && !text.endsWith(stop.textValue())) {
      if (!stops.contains(stop.textValue())) {
        throw new MalformedAnswerException("a stop_reason that is none of the stop strings");
      }
      // Some servers ignore include_stop_str_in_output.
      text += stop.textValue();
    }
    List<Token> tokens = logProbs(node.path("logprobs"));
    Integer count =
        tokens.isEmpty() ? integer(node, "completion_tokens") : Integer.valueOf(tokens.size());
    Double logProb =
        tokens.isEmpty()
            ? number(node, "cumulative_logprob")
            : Double.valueOf(tokens.stream().mapToDouble(Token::logProb).sum());
    return new Choice(text, ending, count, logProb, tokens);
  }

  private static Ending ending(JsonNode node) {
    String reason = text(node, "finish_reason");
    return switch (reason) {
      // A string is a matched stop string; null or a token id is the end of the turn.
      case "stop" -> node.path("stop_reason").isTextual() ? Ending.STOP : Ending.END;
      case "length" -> Ending.LENGTH;
      default ->
          throw new MalformedAnswerException("a choice with finish_reason \"" + reason + '"');
    };
  }

  /** The legacy shape: parallel arrays of tokens and their log-probabilities. */
  private static List<Token> logProbs(JsonNode node) {
    if (!node.isObject()) {
      return List.of();
    }
    JsonNode texts = array(node, "tokens");
    JsonNode values = array(node, "token_logprobs");
    if (texts.size() != values.size()) {
      throw new MalformedAnswerException(
          "%d tokens with %d log-probabilities".formatted(texts.size(), values.size()));
    }
    List<Token> tokens = new ArrayList<>(texts.size());
    for (int i = 0; i < texts.size(); i++) {
      if (!texts.get(i).isTextual()) {
        throw new MalformedAnswerException("a token that is no text: " + texts.get(i));
      }
      double logProb = logProb(values.get(i));
      tokens.add(new Token(texts.get(i).textValue(), logProb));
    }
    return tokens;
  }

  private static double logProb(JsonNode value) {
    if (!value.isNumber() || !Double.isFinite(value.doubleValue())) {
      throw new MalformedAnswerException("a log-probability that is no number: " + value);
    }
    return value.doubleValue() <= MINUS_INFINITY ? Double.NEGATIVE_INFINITY : value.doubleValue();
  }

  @Override
  public Call<Pooling> pool(String model, List<String> texts, String affinity) {
    ObjectNode body = JSON.createObjectNode();
    body.put("model", model);
    ArrayNode input = body.putArray("input");
    texts.forEach(input::add);
    body.put("add_special_tokens", false);
    return new Call<>(
        "/pooling",
        body.toString(),
        affinity,
        texts.size(),
        answer ->
            new Pooling(rows(array(answer, "data"), texts.size()), tokens(answer, NO_TOKENS)));
  }

  private static List<List<List<Double>>> rows(JsonNode data, int texts) {
    List<@Nullable List<List<Double>>> byIndex = new ArrayList<>(Collections.nCopies(texts, null));
    for (JsonNode item : data) {
      List<List<Double>> rows = new ArrayList<>();
      for (JsonNode row : array(item, "data")) {
        rows.add(row(row));
      }
      int index = index(item, texts);
      if (byIndex.set(index, rows) != null) {
        throw new MalformedAnswerException("two results of index " + index);
      }
    }
    List<List<List<Double>>> complete = new ArrayList<>(texts);
    for (List<List<Double>> rows : byIndex) {
      if (rows == null) {
        throw new MalformedAnswerException(
            "results for %d of %d texts".formatted(data.size(), texts));
      }
      complete.add(rows);
    }
    return complete;
  }

  private static List<Double> row(JsonNode row) {
    List<Double> numbers = new ArrayList<>(row.size());
    if (!row.isArray()) {
      throw new MalformedAnswerException("without a list of scores per step tag");
    }
    for (JsonNode number : row) {
      if (!number.isNumber()) {
        throw new MalformedAnswerException("a score that is no number: " + number);
      }
      numbers.add(number.doubleValue());
    }
    return numbers;
  }

  @Override
  public Call<List<String>> models() {
    return Call.get(
        "/v1/models",
        answer -> {
          List<String> ids = new ArrayList<>();
          for (JsonNode model : array(answer, "data")) {
            ids.add(text(model, "id"));
          }
          return ids;
        });
  }

  @Override
  public WorkerException error(
      String endpoint, int status, Map<String, List<String>> headers, byte[] body) {
    return ErrorAnswer.read(status, headers, body).at(endpoint);
  }

  private static TokenCount tokens(JsonNode answer, long generated) {
    long cached = answer.path("usage").path("prompt_tokens_details").path("cached_tokens").asLong();
    return new TokenCount(count(answer, "prompt_tokens"), cached, generated);
  }

  /** A count that the server must tell: without it nothing would bound or price a search. */
  private static long count(JsonNode answer, String field) {
    JsonNode count = answer.path("usage").path(field);
    if (!count.isIntegralNumber() || count.longValue() < 0) {
      throw new MalformedAnswerException("without a count \"usage.%s\"".formatted(field));
    }
    return count.longValue();
  }

  private static int index(JsonNode node, int limit) {
    JsonNode index = node.path("index");
    if (!index.isInt() || index.intValue() < 0 || index.intValue() >= limit) {
      throw new MalformedAnswerException("an element with index " + index + " of " + limit);
    }
    return index.intValue();
  }

  private static JsonNode array(JsonNode node, String field) {
    JsonNode array = node.path(field);
    if (!array.isArray()) {
      throw new MalformedAnswerException("without a list \"" + field + '"');
    }
    return array;
  }

  private static String text(JsonNode node, String field) {
    JsonNode text = node.path(field);
    if (!text.isTextual()) {
      throw new MalformedAnswerException("without a text \"" + field + '"');
    }
    return text.textValue();
  }

  private static @Nullable Integer integer(JsonNode node, String field) {
    return node.path(field).isInt() ? Integer.valueOf(node.path(field).intValue()) : null;
  }

  private static @Nullable Double number(JsonNode node, String field) {
    return node.path(field).isNumber() ? Double.valueOf(node.path(field).doubleValue()) : null;
  }
}
