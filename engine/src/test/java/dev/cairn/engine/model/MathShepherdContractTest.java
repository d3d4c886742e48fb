package dev.cairn.engine.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.engine.worker.ScriptedServer.Reply;
import dev.cairn.engine.worker.ScriptedServer.Request;
import dev.cairn.engine.worker.TokenCount;
import dev.cairn.engine.worker.Wire;
import java.util.List;
import java.util.Map;

class MathShepherdContractTest extends RewardContract {
  @Override
  RewardModel model(ServedModel served) {
    return new MathShepherd(served, " \u043a\u0438", "+", "-");
  }

  @Override
  Reply play(Request request) {
    assertThat(json(request.body()).path("prompt").textValue())
        .isEqualTo(
            QUESTION
                + " Step 1: 3 * 12 = 36. \u043a\u0438\nStep 2: The answer is: 36 \u043a\u0438");
    return Wire.ok("vllm-math-shepherd");
  }

  @Override
  List<List<String>> solutions() {
    return List.of(List.of("Step 1: 3 * 12 = 36.", "Step 2: The answer is: 36"));
  }

  @Override
  List<List<Double>> rewards() {
    return List.of(List.of(0.95, 0.80));
  }

  @Override
  int calls() {
    return 1;
  }

  @Override
  TokenCount tokens() {
    return new TokenCount(10, 0, 1);
  }

  @Override
  Map<String, String> spoilt() {
    String played = Wire.body("vllm-math-shepherd");
    return Map.of(
        played.replaceFirst("\"decoded_token\":\"\u043a\u0438\"", "\"decoded_token\":\"k\""),
            "1 step scores for 2 steps",
        played.replace(
                "\"13\":{\"logprob\":-11.5,\"rank\":40,\"decoded_token\":\"\\n\"}",
                "\"13\":{\"logprob\":-11.5,\"rank\":40,\"decoded_token\":\"\u043a\u0438\"}"),
            "3 step scores for 2 steps",
        played
                .replace("-0.2231,\"-\":-1.6094", "-0.2231,\"x\":-1.6094")
                .replace("{\"+\":", "{\"y\":"),
            "without \"+\" or \"-\"",
        played.replace("-0.0513", "null"), "a log-probability that is no number");
  }

  @Override
  List<String> tags() {
    return List.of("\u043a\u0438");
  }
}
