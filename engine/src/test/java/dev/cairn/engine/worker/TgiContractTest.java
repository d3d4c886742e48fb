package dev.cairn.engine.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.cairn.engine.worker.Completion.Choice;
import dev.cairn.engine.worker.Completion.Ending;
import dev.cairn.engine.worker.ScriptedServer.Reply;
import dev.cairn.engine.worker.WorkerException.Kind;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TgiContractTest extends DialectContract {
  private static final String GENERATED =
      """
      {"generated_text":"He keeps 29.\\n\\n","details":{"finish_reason":"stop_sequence",
        "generated_tokens":2,"seed":7,
        "prefill":[{"id":1,"text":"a","logprob":null},{"id":2,"text":"b","logprob":-0.5}],
        "tokens":[{"id":3,"text":"He keeps 29","logprob":-0.25,"special":false},
          {"id":4,"text":".\\n\\n","logprob":-0.5,"special":false}]}}""";

  @Override
  Dialect dialect() {
    return new TgiDialect();
  }

  @Override
  List<Played> played() {
    return List.of(
        new Played(
            "tgi-completions",
            text(),
            1,
            0,
            "/v1/completions",
            List.of(new Read("He keeps 29.\n\n", Ending.STOP, null)),
            new TokenCount(74, 0, 6)));
  }

  @Override
  Map<String, Ending> endings() {
    return Map.of(
        "\"finish_reason\":\"stop_sequence\"", Ending.STOP,
        "\"finish_reason\":\"stop\"", Ending.END,
        "\"finish_reason\":\"eos_token\"", Ending.END,
        "\"finish_reason\":\"length\"", Ending.LENGTH);
  }

  @Override
  List<String> givenUp() {
    return List.of("\"finish_reason\":\"error\"", "\"finish_reason\":\"\"");
  }

  @Override
  List<Failing> failing() {
    return List.of(
        new Failing(422, "tgi-context", Kind.CONTEXT_TOO_LONG),
        new Failing(429, "tgi-overloaded", Kind.OVERLOADED),
        new Failing(422, "tgi-parameter", Kind.REFUSED),
        new Failing(424, "tgi-failed", Kind.SERVER_ERROR),
        new Failing(500, "tgi-incomplete", Kind.SERVER_ERROR),
        new Failing(503, "tgi-unhealthy", Kind.OVERLOADED));
  }

  @Test
  void leavesOutANucleusOfAllTokensWhichItRefuses() {
    CompletionRequest all =
        new CompletionRequest(
            "m", text(), 1, 9, new Sampling(0.8, 1, 0, 5), List.of("\n\n"), 0, "p");

    assertThat(dialect().complete(all).body()).doesNotContain("top_p", "\"n\"");
    assertThat(dialect().complete(request(text(), 1, 0)).body()).contains("\"top_p\":0.95");
  }

  @Test
  void takesItsOwnRouteForLogProbabilities() {
    try (ScriptedServer server = ScriptedServer.inTurn(Reply.ok(GENERATED))) {
      Completion completion = worker(server).send(dialect().complete(request(text(), 1, 1))).join();

      Choice choice = completion.choices().get(0);
      assertThat(server.requests().get(0).path()).isEqualTo("/generate");
      assertThat(choice.text()).isEqualTo("He keeps 29.\n\n");
      assertThat(choice.ending()).isEqualTo(Ending.STOP);
      assertThat(choice.logProb()).isCloseTo(-0.75, within(1e-12));
      assertThat(completion.tokens()).isEqualTo(new TokenCount(2, 0, 2));
    }
  }

  @Test
  void saysHowItTellsTheTokensOfThePrompt() {
    String silent = GENERATED.replaceAll("\"prefill\":\\[[^\\]]*\\]", "\"prefill\":[]");
    try (ScriptedServer server = ScriptedServer.inTurn(Reply.ok(silent))) {
      assertThatThrownBy(
              () -> worker(server).send(dialect().complete(request(text(), 1, 1))).join())
          .hasMessageContaining("--enable-prefill-logprobs");
    }
  }
}
