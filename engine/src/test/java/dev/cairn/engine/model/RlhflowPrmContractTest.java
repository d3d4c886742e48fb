package dev.cairn.engine.model;

import dev.cairn.engine.worker.ScriptedServer.Reply;
import dev.cairn.engine.worker.ScriptedServer.Request;
import dev.cairn.engine.worker.TokenCount;
import dev.cairn.engine.worker.Wire;
import java.util.List;
import java.util.Map;

class RlhflowPrmContractTest extends RewardContract {
  @Override
  RewardModel model(ServedModel served) {
    return new RlhflowPrm(served, PromptTemplate.SERVER, " ");
  }

  @Override
  Reply play(Request request) {
    return Wire.ok("vllm-rlhflow");
  }

  @Override
  List<List<String>> solutions() {
    return List.of(
        List.of(
            "Tom buys 3 * 12 = 36 pencils.", "After giving away 7 he has 36 - 7 = 29 pencils."));
  }

  @Override
  List<List<Double>> rewards() {
    return List.of(List.of(0.9502, 0.9502));
  }

  @Override
  int calls() {
    return 2;
  }

  @Override
  TokenCount tokens() {
    return new TokenCount(176, 0, 2);
  }

  @Override
  Map<String, String> spoilt() {
    String played = Wire.body("vllm-rlhflow");
    return Map.of(
        played.replaceAll("\"logprobs\":\\{.*\\]\\}\\]\\}", "\"logprobs\":null"),
            "without the log-probabilities of a verdict",
        played
                .replace("\"token\":\"+\"", "\"token\":\"yes\"")
                .replace("\"token\":\"-\"", "\"token\":\"no\""),
            "among the 2 likeliest tokens");
  }

  @Override
  List<String> tags() {
    return List.of("<|eot_id|>", "<|start_header_id|>");
  }

  @Override
  String question() {
    return QUESTION;
  }
}
