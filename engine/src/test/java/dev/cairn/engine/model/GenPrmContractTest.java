package dev.cairn.engine.model;

import dev.cairn.engine.worker.ScriptedServer.Reply;
import dev.cairn.engine.worker.ScriptedServer.Request;
import dev.cairn.engine.worker.TokenCount;
import dev.cairn.engine.worker.Wire;
import java.util.List;
import java.util.Map;

class GenPrmContractTest extends RewardContract {
  @Override
  RewardModel model(ServedModel served) {
    return new GenPrm(
        served,
        new Generation(PromptTemplate.CHATML, 1, 0.6, 0.95, 20, 64, Generation.Verdict.LOG_PROBS));
  }

  @Override
  Reply play(Request request) {
    return json(request.body()).path("prompt").textValue().endsWith("$\\boxed")
        ? Wire.ok("vllm-gen-prm")
        : Reply.ok(ANALYSIS);
  }

  @Override
  List<List<String>> solutions() {
    return List.of(List.of("3 * 12 = 36", "36 - 7 = 28"));
  }

  @Override
  List<List<Double>> rewards() {
    return List.of(List.of(0.05, 0.05));
  }

  @Override
  int calls() {
    return 4;
  }

  @Override
  TokenCount tokens() {
    return new TokenCount(640, 0, 20);
  }

  @Override
  Map<String, String> spoilt() {
    String played = Wire.body("vllm-gen-prm");
    return Map.of(
        played.replace("{No}$", "{Maybe}$").replace("\"No\"", "\"Maybe\""),
        "no verdict in any of 3 judgements",
        played.replace("\"No\":", "\"Nope\":").replace("\"Yes\":", "\"Yep\":"),
        "the last is one without \"yes\" or \"no\"",
        "{}",
        "without a list \"choices\"");
  }

  @Override
  List<String> tags() {
    return List.of("</analyze>", "<output>");
  }

  private static final String ANALYSIS =
      """
      {"choices":[{"index":0,"text":"36 - 7 is 29, not 28.</analyze>\\n","finish_reason":"stop",
        "stop_reason":"</analyze>\\n","logprobs":null}],
       "usage":{"prompt_tokens":10,"completion_tokens":3}}""";
}
