package dev.cairn.engine.model;

import dev.cairn.engine.worker.ScriptedServer.Reply;
import dev.cairn.engine.worker.ScriptedServer.Request;
import dev.cairn.engine.worker.TokenCount;
import dev.cairn.engine.worker.Wire;
import java.util.List;
import java.util.Map;

class ThinkPrmContractTest extends RewardContract {
  @Override
  RewardModel model(ServedModel served) {
    return new ThinkPrm(
        served,
        new Generation(PromptTemplate.CHATML, 1, 0.6, 0.95, 20, 64, Generation.Verdict.TEXT));
  }

  @Override
  Reply play(Request request) {
    return Wire.ok("vllm-think-prm");
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
    return List.of(List.of(1.0, 0.0, 0.0));
  }

  @Override
  int calls() {
    return 1;
  }

  @Override
  TokenCount tokens() {
    return new TokenCount(160, 0, 52);
  }

  @Override
  Map<String, String> spoilt() {
    String played = Wire.body("vllm-think-prm");
    return Map.of(
        played.replace("boxed{incorrect}", "boxed{correct}"),
        "no verdict in any of 3 judgements",
        played.replace("boxed", "box"),
        "no verdict in any of 3 judgements",
        "[]",
        "without a list \"choices\"");
  }
}
