package dev.cairn.engine.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.engine.worker.Completion.Choice;
import dev.cairn.engine.worker.Completion.Ending;
import dev.cairn.engine.worker.ScriptedServer.Reply;
import dev.cairn.engine.worker.WorkerException.Kind;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VllmContractTest extends DialectContract {
  @Override
  Dialect dialect() {
    return new VllmDialect();
  }

  @Override
  List<Played> played() {
    return List.of(
        new Played(
            "vllm-completions",
            text(),
            2,
            1,
            "/v1/completions",
            List.of(
                new Read("He keeps 29.\n\n", Ending.STOP, -1.7859),
                new Read("So the answer is \\boxed{29}.", Ending.END, -1.7477)),
            new TokenCount(74, 64, 12)),
        new Played(
            "vllm-chat",
            chat(),
            1,
            2,
            "/v1/chat/completions",
            List.of(new Read("29 remain.\n\n", Ending.STOP, -1.0317)),
            new TokenCount(74, 0, 4)));
  }

  @Override
  Map<String, Ending> endings() {
    return Map.of(
        "\"finish_reason\":\"stop\",\"stop_reason\":\"\\n\\n\"", Ending.STOP,
        "\"finish_reason\":\"stop\",\"stop_reason\":null", Ending.END,
        "\"finish_reason\":\"stop\",\"stop_reason\":151645", Ending.END,
        "\"finish_reason\":\"stop\"", Ending.END,
        "\"finish_reason\":\"length\",\"stop_reason\":null", Ending.LENGTH,
        "\"finish_reason\":\"repetition\",\"stop_reason\":null", Ending.LENGTH);
  }

  @Override
  List<String> givenUp() {
    return List.of(
        "\"finish_reason\":\"abort\",\"stop_reason\":null",
        "\"finish_reason\":\"tool_calls\",\"stop_reason\":null",
        "\"finish_reason\":null,\"stop_reason\":null");
  }

  @Override
  List<Failing> failing() {
    return List.of(
        new Failing(400, "vllm-context-new", Kind.CONTEXT_TOO_LONG),
        new Failing(400, "vllm-context-old", Kind.CONTEXT_TOO_LONG),
        new Failing(400, "vllm-template-flags", Kind.REFUSED),
        new Failing(404, "vllm-no-model", Kind.REFUSED),
        new Failing(503, "vllm-busy", Kind.OVERLOADED),
        new Failing(500, "vllm-dead", Kind.SERVER_ERROR),
        new Failing(401, "vllm-unauthorized", Kind.REFUSED),
        new Failing(400, "vllm-greedy-n", Kind.REFUSED),
        new Failing(400, "vllm-context-precheck", Kind.CONTEXT_TOO_LONG),
        new Failing(400, "vllm-wrong-type", Kind.REFUSED),
        new Failing(404, "vllm-no-route", Kind.REFUSED),
        new Failing(405, "vllm-no-route", Kind.REFUSED),
        new Failing(422, "vllm-undecodable", Kind.REFUSED),
        new Failing(429, "vllm-queue-full", Kind.OVERLOADED),
        new Failing(501, "vllm-unsupported", Kind.REFUSED));
  }

  @Test
  void continuesAnAnswerThatHasBegunAndOpensOneThatHasNot() {
    assertThat(dialect().complete(request(chat(), 1, 0)).body())
        .contains("\"continue_final_message\":true,\"add_generation_prompt\":false")
        .contains("\"max_completion_tokens\":256")
        .doesNotContain("\"max_tokens\"");
    Prompt.Chat opening =
        new Prompt.Chat(
            List.of(new Prompt.Message("user", "a"), new Prompt.Message("assistant", "")));
    assertThat(dialect().complete(request(opening, 1, 0)).body())
        .contains("[{\"role\":\"user\",\"content\":\"a\"}]")
        .doesNotContain("continue_final_message");
  }

  @ParameterizedTest
  @ValueSource(strings = {"reasoning", "reasoning_content"})
  void keepsThoughtsApartFromTextUnderBothOfTheirNames(String field) {
    String answer =
        Wire.body("vllm-chat")
            .replace("\"content\":\"29 remain.\\n\\n\"", "\"content\":null")
            .replace("\"reasoning\":null", "\"" + field + "\":\"Let me see.\"");
    try (ScriptedServer server = ScriptedServer.inTurn(Reply.ok(answer))) {
      Choice choice =
          worker(server).send(dialect().complete(request(chat(), 1, 2))).join().choices().get(0);

      assertThat(choice.reasoning()).isEqualTo("Let me see.");
      assertThat(choice.text()).isEqualTo("\n\n");
    }
  }

  @Test
  void readsTheLogProbabilitiesOfAPrompt() {
    try (ScriptedServer server = ScriptedServer.inTurn(Wire.ok("vllm-prompt-logprobs"))) {
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
      assertThat(server.requests().get(0).body())
          .contains("\"prompt\":[151644,872,198,17,10,17]", "\"prompt_logprobs\":0");
    }
  }

  @Test
  void countsTheTokenThatStandsThereAmongTheLikeliestOnlyIfItIsOne() {
    String position =
        "{\"choices\":[{\"prompt_logprobs\":[null,{\"7\":{\"logprob\":-9.0,\"rank\":40},"
            + "\"1\":{\"logprob\":-0.5,\"rank\":1},\"2\":{\"logprob\":-1.5,\"rank\":2}}]}],"
            + "\"usage\":{\"prompt_tokens\":2,\"completion_tokens\":1}}";
    try (ScriptedServer server = ScriptedServer.inTurn(Reply.ok(position))) {
      PromptLogProbs.Position told =
          worker(server)
              .send(dialect().promptLogProbs("m", new Prompt.Tokens(List.of(3, 7)), 2, "p"))
              .join()
              .positions()
              .get(1);

      assertThat(told.token()).isEqualTo(new Completion.Alternative("", -9.0));
      assertThat(told.likeliest()).extracting(each -> each.logProb()).containsExactly(-0.5, -1.5);
    }
  }

  @Test
  void tokenizesWithoutAddingAnything() {
    try (ScriptedServer server = ScriptedServer.inTurn(Wire.ok("vllm-tokenize"))) {
      assertThat(worker(server).send(dialect().tokenize("m", "<extra_0>", "p")).join())
          .containsExactly(151651);
      assertThat(server.requests().get(0).body()).contains("\"add_special_tokens\":false");
    }
  }
}
