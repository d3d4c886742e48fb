package dev.cairn.engine.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.engine.worker.Completion.Ending;
import dev.cairn.engine.worker.WorkerException.Kind;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SglangContractTest extends DialectContract {
  @Override
  Dialect dialect() {
    return new SglangDialect();
  }

  @Override
  List<Played> played() {
    return List.of(
        new Played(
            "sglang-completions",
            text(),
            2,
            0,
            "/v1/completions",
            List.of(
                new Read("He keeps 29.\n\n", Ending.STOP, null),
                new Read("So the answer is \\boxed{29}.", Ending.END, null)),
            new TokenCount(74, 73, 12)));
  }

  @Override
  Map<String, Ending> endings() {
    return Map.of(
        "\"finish_reason\":\"stop\",\"matched_stop\":\"\\n\\n\"", Ending.STOP,
        "\"finish_reason\":\"stop\",\"matched_stop\":151645", Ending.END,
        "\"finish_reason\":\"stop\",\"matched_stop\":null", Ending.END,
        "\"finish_reason\":\"length\",\"matched_stop\":null", Ending.LENGTH);
  }

  @Override
  List<String> givenUp() {
    return List.of(
        "\"finish_reason\":\"abort\",\"matched_stop\":null",
        "\"finish_reason\":\"content_filter\",\"matched_stop\":null",
        "\"finish_reason\":\"tool_calls\",\"matched_stop\":null");
  }

  @Override
  List<Failing> failing() {
    return List.of(
        new Failing(400, "sglang-context", Kind.CONTEXT_TOO_LONG),
        new Failing(400, "sglang-context-native", Kind.CONTEXT_TOO_LONG),
        new Failing(400, "sglang-context-requested", Kind.CONTEXT_TOO_LONG),
        new Failing(500, "sglang-failed", Kind.SERVER_ERROR),
        new Failing(503, "sglang-busy", Kind.OVERLOADED),
        new Failing(503, "sglang-displaced", Kind.OVERLOADED));
  }

  @Test
  void asksItToKeepTheStopStringByItsOwnName() {
    assertThat(dialect().complete(request(text(), 2, 1)).body())
        .contains("\"no_stop_trim\":true", "\"n\":2")
        .doesNotContain("include_stop_str_in_output", "add_special_tokens");
    assertThat(dialect().complete(request(chat(), 1, 0)).body())
        .contains("\"continue_final_message\":true");
  }

  @Test
  void readsTheLogProbabilitiesOfAPrompt() {
    try (ScriptedServer server = ScriptedServer.inTurn(Wire.ok("sglang-generate"))) {
      PromptLogProbs told =
          worker(server)
              .send(
                  dialect()
                      .promptLogProbs(
                          "m", new Prompt.Tokens(List.of(151644, 872, 198, 17, 10, 17)), 0, "p"))
              .join();

      assertThat(told.positions().get(0).token()).isNull();
      assertThat(told.positions())
          .extracting(each -> each.token() == null ? 0 : each.token().logProb())
          .containsExactly(0.0, -0.7, -0.0001, -4.25, -2.5, -1.125);
      assertThat(told.tokens()).isEqualTo(new TokenCount(6, 0, 1));
      assertThat(server.requests().get(0).path()).isEqualTo("/generate");
      assertThat(server.requests().get(0).body())
          .contains("\"input_ids\":[151644,872,198,17,10,17]", "\"logprob_start_len\":0");
    }
  }
}
