package dev.cairn.engine.model;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.engine.worker.Pools;
import dev.cairn.engine.worker.ScriptedServer;
import dev.cairn.engine.worker.ScriptedServer.Reply;
import dev.cairn.engine.worker.ScriptedServer.Request;
import dev.cairn.engine.worker.TokenCount;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ImplicitPrmContractTest extends RewardContract {
  @Override
  RewardModel model(ServedModel served) {
    return new ImplicitPrm(
        served,
        new ServedModel("reference", served.dialect(), served.worker()),
        new ImplicitPrm.Settings(PromptTemplate.CHATML, "", 0.001, ImplicitPrm.Reward.CUMULATIVE));
  }

  @Override
  Reply play(Request request) {
    if (request.path().equals("/tokenize")) {
      return ids(firstIds(prefix(json(request.body()).path("prompt").textValue())));
    }
    boolean trained = json(request.body()).path("model").textValue().equals("m");
    return Reply.ok(trained ? TRAINED : REFERENCE);
  }

  @Override
  List<List<String>> solutions() {
    return List.of(List.of("one", "two"));
  }

  @Override
  List<List<Double>> rewards() {
    return List.of(List.of(0.500500, 0.500125));
  }

  @Override
  int calls() {
    return 2;
  }

  @Override
  TokenCount tokens() {
    return new TokenCount(20, 0, 2);
  }

  @Override
  Map<String, String> spoilt() {
    return Map.of(
        TRAINED.replace(",{\"9\":{\"logprob\":-1.0}}]", "]"), "9 log-probabilities for 10 tokens",
        TRAINED.replace("-0.5", "-9999.0"), "without a finite log-probability of token 5",
        TRAINED.replace("-0.5", "null"), "a log-probability that is no number");
  }

  @Override
  List<String> tags() {
    return List.of("<|im_end|>");
  }

  private static final String TRAINED =
      answer("-1.0", "-1.0", "-1.0", "-1.0", "-0.5", "-0.4", "-0.6", "-2.0", "-1.0");
  private static final String REFERENCE =
      answer("-1.0", "-1.0", "-1.0", "-1.0", "-1.5", "-0.9", "-1.1", "-1.0", "-0.5");

  private static String answer(String... logProbs) {
    StringBuilder positions = new StringBuilder("null");
    for (int i = 0; i < logProbs.length; i++) {
      positions.append(",{\"%d\":{\"logprob\":%s}}".formatted(i + 1, logProbs[i]));
    }
    return """
        {"choices":[{"index":0,"text":"=","finish_reason":"length","prompt_logprobs":[%s]}],
         "usage":{"prompt_tokens":10,"completion_tokens":1}}"""
        .formatted(positions);
  }

  /** Tokens of the question with an empty answer, with one step, and with both. */
  private static int prefix(String prompt) {
    if (prompt.contains("Step 2: two")) {
      return 10;
    }
    return prompt.contains("Step 1: one") ? 8 : 6;
  }

  private static List<Integer> firstIds(int count) {
    return java.util.stream.IntStream.range(0, count).boxed().toList();
  }

  @Test
  void refusesAReferenceThatReadsOtherTokens() {
    String other =
        REFERENCE.replace("{\"logprob\":-0.9}", "{\"logprob\":-0.9,\"decoded_token\":\"b\"}");
    String own =
        TRAINED.replace("{\"logprob\":-0.4}", "{\"logprob\":-0.4,\"decoded_token\":\"a\"}");
    ScriptedServer server =
        new ScriptedServer(
            request -> {
              boolean tokenize = request.path().equals("/tokenize");
              boolean trained = json(request.body()).path("model").textValue().equals("m");
              return tokenize ? play(request) : Reply.ok(trained ? own : other);
            });
    try (server) {
      ServedModel served =
          new ServedModel("m", dialect(), Pools.retrying(server.url(), dialect(), 2));
      assertThatThrownBy(
              () -> model(served).score(List.of(trajectory(List.of("one", "two"), "", ""))).join())
          .hasMessageContainingAll("token 6", "\"a\"", "\"b\"", "one tokenizer");
    }
  }
}
