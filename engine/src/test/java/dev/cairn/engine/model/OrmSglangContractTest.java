package dev.cairn.engine.model;

import dev.cairn.engine.worker.Dialect;
import dev.cairn.engine.worker.ScriptedServer.Reply;
import dev.cairn.engine.worker.ScriptedServer.Request;
import dev.cairn.engine.worker.SglangDialect;
import dev.cairn.engine.worker.TokenCount;
import dev.cairn.engine.worker.Wire;
import java.util.List;
import java.util.Map;

class OrmSglangContractTest extends RewardContract {
  @Override
  RewardModel model(ServedModel served) {
    return new OutcomeModel(served, OutcomeModel.Route.CLASSIFY, PromptTemplate.CHATML, "");
  }

  @Override
  Reply play(Request request) {
    return Wire.ok("sglang-classify");
  }

  @Override
  List<List<String>> solutions() {
    return List.of(List.of("4"), List.of("5"));
  }

  @Override
  List<List<Double>> rewards() {
    return List.of(List.of(0.999904), List.of(0.001501));
  }

  @Override
  int calls() {
    return 1;
  }

  @Override
  TokenCount tokens() {
    return new TokenCount(28, 0, 0);
  }

  @Override
  Map<String, String> spoilt() {
    String played = Wire.body("sglang-classify");
    return Map.of(
        played.replaceFirst("\\},\\{\"embedding.*", "}]"), "1 results of 2 asked for",
        played.replace("[9.25]", "[9.25,1]"), "2 numbers for an answer where one was expected");
  }

  @Override
  Dialect dialect() {
    return new SglangDialect();
  }
}
