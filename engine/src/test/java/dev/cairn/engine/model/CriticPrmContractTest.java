package dev.cairn.engine.model;

import dev.cairn.engine.worker.ScriptedServer.Reply;
import dev.cairn.engine.worker.ScriptedServer.Request;
import dev.cairn.engine.worker.TokenCount;
import dev.cairn.engine.worker.Wire;
import java.util.List;
import java.util.Map;

class CriticPrmContractTest extends RewardContract {
  @Override
  RewardModel model(ServedModel served) {
    return new CriticPrm(
        served, new Generation(PromptTemplate.SERVER, 3, 1, 0.95, 20, 64, Generation.Verdict.TEXT));
  }

  @Override
  Reply play(Request request) {
    return Wire.ok("vllm-critic");
  }

  @Override
  List<List<String>> solutions() {
    return List.of(
        List.of(
            "Tom buys 3 * 12 = 36 pencils.",
            "After giving away 7 he has 36 - 7 = 28 pencils.",
            "The answer is \\boxed{28}."));
  }

  @Override
  List<List<Double>> rewards() {
    return List.of(List.of(1.0, 0.3333333, 0.3333333));
  }

  @Override
  int calls() {
    return 1;
  }

  @Override
  TokenCount tokens() {
    return new TokenCount(220, 0, 60);
  }

  @Override
  Map<String, String> spoilt() {
    String played = Wire.body("vllm-critic");
    return Map.of(
        played.replace("boxed", "box"), "no verdict in any of 9 judgements",
        played.replace("\"index\":2", "\"index\":1"), "two choices of index 1");
  }

  @Override
  List<String> tags() {
    return List.of("<paragraph_");
  }
}
