package dev.cairn.engine.model;

import dev.cairn.engine.worker.ScriptedServer.Reply;
import dev.cairn.engine.worker.ScriptedServer.Request;
import dev.cairn.engine.worker.TokenCount;
import dev.cairn.engine.worker.Wire;
import java.util.List;
import java.util.Map;

class JudgeContractTest extends RewardContract {
  @Override
  RewardModel model(ServedModel served) {
    return new Judge(
        served,
        new Generation(PromptTemplate.SERVER, 1, 0.6, 0.95, 20, 64, Generation.Verdict.TEXT));
  }

  @Override
  Reply play(Request request) {
    return Wire.ok("vllm-judge");
  }

  @Override
  List<List<String>> solutions() {
    return List.of(List.of("3 * 12 = 36", "36 - 7 = 28"));
  }

  @Override
  List<List<Double>> rewards() {
    return List.of(List.of(0.2, 0.2));
  }

  @Override
  int calls() {
    return 2;
  }

  @Override
  TokenCount tokens() {
    return new TokenCount(360, 0, 48);
  }

  @Override
  Map<String, String> spoilt() {
    String played = Wire.body("vllm-judge");
    return Map.of(
        played.replace("score", "mark"), "no verdict in any of 3 judgements",
        played.replace(": 2}", ": 12}"), "no verdict in any of 3 judgements");
  }
}
