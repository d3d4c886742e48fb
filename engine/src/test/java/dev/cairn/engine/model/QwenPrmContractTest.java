package dev.cairn.engine.model;

import dev.cairn.engine.worker.ScriptedServer.Reply;
import dev.cairn.engine.worker.ScriptedServer.Request;
import dev.cairn.engine.worker.TokenCount;
import dev.cairn.engine.worker.Wire;
import java.util.List;
import java.util.Map;

class QwenPrmContractTest extends RewardContract {
  @Override
  RewardModel model(ServedModel served) {
    return new QwenPrm(served, "Please reason step by step.");
  }

  @Override
  Reply play(Request request) {
    return Wire.ok("vllm-pooling-steps");
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
    return List.of(List.of(0.9988, 0.0590, 0.0969));
  }

  @Override
  int calls() {
    return 1;
  }

  @Override
  TokenCount tokens() {
    return new TokenCount(112, 0, 0);
  }

  @Override
  Map<String, String> spoilt() {
    String played = Wire.body("vllm-pooling-steps");
    return Map.of(
        played.replace("[[", "[[0.5,0.5],["),
        "4 step scores for 3 steps",
        played.replace("[0.0012,0.9988],", ""),
        "2 step scores for 3 steps",
        played.replace("[0.0012,0.9988]", "[-3.2,4.1]"),
        "softmax",
        played.replace("0.9988", "NaN"),
        "not JSON",
        "{\"data\":[]}",
        "0 results of 1 asked for");
  }

  @Override
  List<String> tags() {
    return List.of("<extra_0>");
  }
}
