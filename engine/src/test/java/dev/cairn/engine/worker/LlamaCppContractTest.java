package dev.cairn.engine.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.engine.worker.Completion.Ending;
import dev.cairn.engine.worker.ScriptedServer.Reply;
import dev.cairn.engine.worker.WorkerException.Kind;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LlamaCppContractTest extends DialectContract {
  @Override
  Dialect dialect() {
    return new LlamaCppDialect();
  }

  @Override
  List<Played> played() {
    return List.of(
        new Played(
            "llama-cpp-native",
            text(),
            1,
            0,
            "/completion",
            List.of(new Read("He keeps 29.\n\n", Ending.STOP, null)),
            new TokenCount(74, 0, 6)),
        new Played(
            "llama-cpp-completions",
            chat(),
            1,
            1,
            "/v1/chat/completions",
            List.of(new Read("He keeps 29.", Ending.STOP_OR_END, -0.9163)),
            new TokenCount(74, 70, 6)));
  }

  @Override
  String answer(String reason) {
    return """
        {"content":"He keeps",%s,"truncated":false,"tokens_predicted":2,"tokens_evaluated":7}"""
        .formatted(reason);
  }

  @Override
  Map<String, Ending> endings() {
    return Map.of(
        "\"stop_type\":\"word\",\"stopping_word\":\"\\n\\n\"", Ending.STOP,
        "\"stop_type\":\"eos\",\"stopping_word\":\"\"", Ending.END,
        "\"stop_type\":\"limit\",\"stopping_word\":\"\"", Ending.LENGTH);
  }

  @Override
  List<String> givenUp() {
    return List.of(
        "\"stop_type\":\"none\",\"stopping_word\":\"\"",
        "\"stop_type\":\"word\",\"stopping_word\":null");
  }

  @Override
  List<Failing> failing() {
    return List.of(
        new Failing(400, "llama-cpp-context", Kind.CONTEXT_TOO_LONG),
        new Failing(400, "llama-cpp-too-many", Kind.REFUSED),
        new Failing(400, "llama-cpp-parameter", Kind.REFUSED),
        new Failing(400, "llama-cpp-prefill", Kind.REFUSED),
        new Failing(401, "llama-cpp-unauthorized", Kind.REFUSED),
        new Failing(403, "llama-cpp-forbidden", Kind.REFUSED),
        new Failing(404, "llama-cpp-not-found", Kind.REFUSED),
        new Failing(500, "llama-cpp-failed", Kind.SERVER_ERROR),
        new Failing(501, "llama-cpp-unsupported", Kind.REFUSED),
        new Failing(503, "llama-cpp-loading", Kind.OVERLOADED));
  }

  @Test
  void sendsEverySamplerSinceItsOwnDefaultsDiffer() {
    assertThat(dialect().complete(request(text(), 1, 2)).body())
        .contains("\"top_k\":0", "\"min_p\":0.0", "\"repeat_penalty\":1.0", "\"n_probs\":2");
    assertThat(dialect().samplesPerCall()).isEqualTo(1);
  }

  @Test
  void endsAnAnswerAtTheEndToken() {
    String answer =
        Wire.body("llama-cpp-native").replace("\"stop_type\":\"word\"", "\"stop_type\":\"eos\"");
    try (ScriptedServer server = ScriptedServer.inTurn(Reply.ok(answer))) {
      Completion completion = worker(server).send(dialect().complete(request(text(), 1, 0))).join();

      assertThat(completion.choices().get(0).ending()).isEqualTo(Ending.END);
      assertThat(completion.choices().get(0).text()).isEqualTo("He keeps 29.");
    }
  }

  @Test
  void refusesAnAnswerWhosePromptWasShifted() {
    String answer =
        Wire.body("llama-cpp-native").replace("\"truncated\":false", "\"truncated\":true");
    try (ScriptedServer server = ScriptedServer.inTurn(Reply.ok(answer))) {
      assertThatThrownBy(
              () -> worker(server).send(dialect().complete(request(text(), 1, 0))).join())
          .hasMessageContaining("--no-context-shift");
    }
  }
}
