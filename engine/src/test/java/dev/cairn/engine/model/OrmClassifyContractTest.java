package dev.cairn.engine.model;

import dev.cairn.engine.worker.ScriptedServer.Reply;
import dev.cairn.engine.worker.ScriptedServer.Request;
import dev.cairn.engine.worker.TokenCount;
import dev.cairn.engine.worker.Wire;
import java.util.List;
import java.util.Map;

class OrmClassifyContractTest extends RewardContract {
  @Override
  RewardModel model(ServedModel served) {
    return new OutcomeModel(served, OutcomeModel.Route.CLASSIFY, PromptTemplate.CHATML, "");
  }

  @Override
  Reply play(Request request) {
    return Wire.ok("vllm-classify");
  }

  @Override
  List<List<String>> solutions() {
    return List.of(List.of("2+2 is", "\\boxed{4}"));
  }

  @Override
  List<List<Double>> rewards() {
    return List.of(List.of(0.99999, 0.99999));
  }

  @Override
  int calls() {
    return 1;
  }

  @Override
  TokenCount tokens() {
    return new TokenCount(24, 0, 0);
  }

  @Override
  Map<String, String> spoilt() {
    String played = Wire.body("vllm-classify");
    return Map.of(
        played.replace("[11.375]", "[0.2,0.8]"), "2 numbers for an answer where one was expected",
        played.replace("[11.375]", "[]"), "0 numbers for an answer",
        played.replace("11.375", "1e999"), "a logit that is no number");
  }

  @Override
  List<String> tags() {
    return List.of("<|im_end|>");
  }
}
