package dev.cairn.engine.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.engine.worker.ScriptedServer.Reply;
import dev.cairn.engine.worker.ScriptedServer.Request;
import dev.cairn.engine.worker.TokenCount;
import dev.cairn.engine.worker.Wire;
import java.util.List;
import java.util.Map;

class TrlPrmContractTest extends RewardContract {
  @Override
  RewardModel model(ServedModel served) {
    return new TrlPrm(served, "", "\n");
  }

  @Override
  Reply play(Request request) {
    if (request.path().equals("/tokenize")) {
      return ids(
          switch (json(request.body()).path("prompt").textValue()) {
            case "\n" -> List.of(198);
            case "Hello" -> List.of(9707);
            case "." -> List.of(13);
            case "So." -> List.of(4416, 13);
            default -> throw new IllegalArgumentException(request.body());
          });
    }
    assertThat(json(request.body()).path("input"))
        .isEqualTo(json("[[9707,13,198],[9707,13,198,4416,13,198]]"));
    return Wire.ok("vllm-pooling-tokens");
  }

  @Override
  List<List<String>> solutions() {
    return List.of(List.of("."), List.of(".", "So."));
  }

  @Override
  List<List<Double>> rewards() {
    return List.of(List.of(0.8), List.of(0.8, 0.3));
  }

  @Override
  int calls() {
    return 1;
  }

  @Override
  TokenCount tokens() {
    return new TokenCount(9, 0, 0);
  }

  @Override
  Map<String, String> spoilt() {
    String played = Wire.body("vllm-pooling-tokens");
    return Map.of(
        played.replaceFirst("\\[0.5,0.5\\],", ""), "2 rows for 3 tokens of 1 steps",
        played.replace("[0.2,0.8]", "[0.2,0.9]"), "softmax");
  }

  @Override
  String question() {
    return "Hello";
  }
}
