package dev.cairn.engine.model;

import dev.cairn.engine.worker.ScriptedServer.Reply;
import dev.cairn.engine.worker.ScriptedServer.Request;
import dev.cairn.engine.worker.TokenCount;
import dev.cairn.engine.worker.Wire;
import java.util.List;
import java.util.Map;

class OrmScoreContractTest extends RewardContract {
  @Override
  RewardModel model(ServedModel served) {
    return new OutcomeModel(served, OutcomeModel.Route.SCORE, PromptTemplate.PLAIN, "");
  }

  @Override
  Reply play(Request request) {
    return Wire.ok("vllm-score");
  }

  @Override
  List<List<String>> solutions() {
    return List.of(List.of("answer a"), List.of("answer", "b"));
  }

  @Override
  List<List<Double>> rewards() {
    return List.of(List.of(0.91), List.of(0.12, 0.12));
  }

  @Override
  int calls() {
    return 1;
  }

  @Override
  TokenCount tokens() {
    return new TokenCount(18, 0, 0);
  }

  @Override
  Map<String, String> spoilt() {
    String played = Wire.body("vllm-score");
    return Map.of(
        played.replace("0.91", "1.91"), "a score that must be in [0, 1] but was 1.91",
        played.replace("0.91", "null"), "a score that is no number",
        played.replace("\"index\":1", "\"index\":0"), "two results of index 0");
  }
}
