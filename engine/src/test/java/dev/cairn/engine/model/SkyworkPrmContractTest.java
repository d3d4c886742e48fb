package dev.cairn.engine.model;

import dev.cairn.engine.worker.ScriptedServer.Reply;
import dev.cairn.engine.worker.ScriptedServer.Request;
import dev.cairn.engine.worker.TokenCount;
import dev.cairn.engine.worker.Wire;
import java.util.List;
import java.util.Map;

class SkyworkPrmContractTest extends RewardContract {
  @Override
  RewardModel model(ServedModel served) {
    return new SkyworkPrm(served, "<|endoftext|>");
  }

  @Override
  Reply play(Request request) {
    if (request.path().equals("/tokenize")) {
      return ids(
          switch (json(request.body()).path("prompt").textValue()) {
            case "\n" -> List.of(198);
            case "<|endoftext|>A box\n" -> List.of(151643, 32, 3745, 198);
            case "He buys" -> List.of(40364, 12942);
            case "The sum is" -> List.of(785, 4226, 374);
            default -> throw new IllegalArgumentException(request.body());
          });
    }
    return Wire.ok("vllm-skywork");
  }

  @Override
  List<List<String>> solutions() {
    return List.of(List.of("He buys", "The\nsum is"));
  }

  @Override
  List<List<Double>> rewards() {
    return List.of(List.of(0.9000, 0.3000));
  }

  @Override
  int calls() {
    return 1;
  }

  @Override
  TokenCount tokens() {
    return new TokenCount(11, 0, 0);
  }

  @Override
  Map<String, String> spoilt() {
    String played = Wire.body("vllm-skywork");
    return Map.of(
        played.replace("[0.1,0.2,", "[0.2,"), "10 numbers for 11 tokens",
        played.replace("2.1972", "1e999"), "a logit that is no number",
        played.replace("2.1972", "null"), "a score that is no number");
  }

  @Override
  List<String> tags() {
    return List.of("<|endoftext|>");
  }

  @Override
  String question() {
    return "A box";
  }
}
