package dev.cairn.engine.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.engine.worker.Completion.Ending;
import dev.cairn.engine.worker.WorkerException.Kind;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OpenAiContractTest extends DialectContract {
  @Override
  Dialect dialect() {
    return new OpenAiDialect();
  }

  @Override
  List<Played> played() {
    return List.of(
        new Played(
            "openai-chat",
            chat(),
            2,
            5,
            "/v1/chat/completions",
            List.of(
                new Read("4", Ending.STOP_OR_END, -0.01),
                new Read("2+2 is 4.", Ending.STOP_OR_END, null)),
            new TokenCount(11, 0, 8)));
  }

  @Override
  Map<String, Ending> endings() {
    return Map.of(
        "\"finish_reason\":\"stop\"", Ending.STOP_OR_END,
        "\"finish_reason\":\"length\"", Ending.LENGTH);
  }

  @Override
  List<String> givenUp() {
    return List.of(
        "\"finish_reason\":\"content_filter\"",
        "\"finish_reason\":\"tool_calls\"",
        "\"finish_reason\":\"function_call\"");
  }

  @Override
  List<Failing> failing() {
    return List.of(
        new Failing(429, "openai-rate-limit", Kind.OVERLOADED),
        new Failing(429, "openai-quota", Kind.REFUSED),
        new Failing(400, "openai-context", Kind.CONTEXT_TOO_LONG),
        new Failing(400, "openai-foreign-field", Kind.REFUSED),
        new Failing(401, "openai-unauthorized", Kind.REFUSED),
        new Failing(404, "openai-no-model", Kind.REFUSED),
        new Failing(429, "openai-slow-down", Kind.OVERLOADED),
        new Failing(500, "openai-failed", Kind.SERVER_ERROR),
        new Failing(503, "openai-overloaded", Kind.OVERLOADED));
  }

  @Test
  void sendsNoFieldThatItsApiDoesNotHave() {
    assertThat(dialect().complete(request(chat(), 2, 5)).body())
        .contains("\"max_completion_tokens\":256", "\"logprobs\":true,\"top_logprobs\":5")
        .doesNotContain(
            "top_k", "min_p", "repetition_penalty", "include_stop", "continue_final", "add_");
  }

  @Test
  void callsATextWithoutStopStringsEnded() {
    CompletionRequest whole =
        new CompletionRequest("m", chat(), 2, 64, new Sampling(0.8, 1, 0, 1), List.of(), 0, "p");
    try (ScriptedServer server = ScriptedServer.inTurn(Wire.ok("openai-chat"))) {
      assertThat(worker(server).send(dialect().complete(whole)).join().choices())
          .extracting(Completion.Choice::ending)
          .containsOnly(Ending.END);
    }
  }
}
